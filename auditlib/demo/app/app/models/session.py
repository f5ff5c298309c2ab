"""Chat sessions."""

from sqlmodel import Field, Relationship

from app.models.base import BaseModel


class Session(BaseModel, table=True):
    """One conversation of a user; its messages live in the checkpointer."""

    id: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    name: str = Field(default="")

    user: "User" = Relationship(back_populates="sessions")


from app.models.user import User  # noqa: E402
