import os

from models import Base

target_metadata = Base.metadata
URL = os.environ["SHOP_DATABASE_URL"]
