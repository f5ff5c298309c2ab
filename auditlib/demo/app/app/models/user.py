"""Accounts."""

from enum import Enum
from typing import List, Optional

from sqlmodel import Field, Relationship

from app.models.base import BaseModel


class UserRole(str, Enum):
    REGULAR_USER = "regular_user"
    EXPERT = "expert"
    ADMIN = "admin"
    SUPER_USER = "super_user"


class User(BaseModel, table=True):
    """A person who can log in, by password or through an OAuth provider."""

    id: Optional[int] = Field(default=None, primary_key=True)
    email: str = Field(unique=True, index=True, max_length=255)
    hashed_password: Optional[str] = Field(default=None, max_length=255)
    refresh_token_hash: Optional[str] = Field(default=None, max_length=255)

    # OAuth
    name: Optional[str] = Field(default=None, max_length=255)
    avatar_url: Optional[str] = Field(default=None, max_length=512)
    provider: str = Field(default="email", max_length=50, sa_column_kwargs={"server_default": "email"})
    provider_id: Optional[str] = Field(default=None, max_length=255)

    # RBAC, see UserRole
    role: str = Field(
        default=UserRole.REGULAR_USER.value,
        max_length=50,
        sa_column_kwargs={"server_default": "regular_user"},
    )

    sessions: List["Session"] = Relationship(back_populates="user")

    def is_expert(self) -> bool:
        return self.role in (UserRole.EXPERT.value, UserRole.ADMIN.value, UserRole.SUPER_USER.value)


from app.models.session import Session  # noqa: E402
