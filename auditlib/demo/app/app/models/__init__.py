"""Database models. Tables known to Alembic are gathered in `models.py`."""
