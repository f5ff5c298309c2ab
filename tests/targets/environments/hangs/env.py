import time

from models import Base

target_metadata = Base.metadata
time.sleep(3600)
