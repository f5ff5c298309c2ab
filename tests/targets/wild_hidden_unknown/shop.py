from sqlalchemy import Column, Integer, MetaData, Table

metadata = MetaData()
Table("things", metadata, Column("id", Integer, primary_key=True))
