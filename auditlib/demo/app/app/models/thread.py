"""Threads of the agent."""

from sqlmodel import Field

from app.models.base import BaseModel


class Thread(BaseModel, table=True):
    id: str = Field(primary_key=True)
