import socket

from sqlalchemy import Column

COLUMN = Column("x")
socket.create_connection(("127.0.0.1", 5432))
