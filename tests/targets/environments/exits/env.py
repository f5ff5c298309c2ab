import sys

from models import Base

sys.exit(3)
target_metadata = Base.metadata
