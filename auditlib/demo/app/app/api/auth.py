"""Accounts and sessions."""

import uuid

from sqlmodel import Session as DB, select

from app.models.session import Session
from app.models.user import User, UserRole


def sign_up(db: DB, email: str, hashed_password: str) -> User:
    user = User(email=email.lower(), hashed_password=hashed_password)
    db.add(user)
    db.commit()
    return user


def oauth_login(db: DB, provider: str, provider_id: str, email: str, name: str | None = None) -> User:
    user = db.exec(select(User).where(User.provider == provider, User.provider_id == provider_id)).first()
    if user is None:
        user = User(email=email.lower(), provider=provider, provider_id=provider_id, name=name)
        db.add(user)
        db.commit()
    return user


def promote(db: DB, user: User) -> None:
    user.role = UserRole.EXPERT.value
    db.commit()


def new_session(db: DB, user: User) -> Session:
    session = Session(id=str(uuid.uuid4()), user_id=user.id)
    db.add(session)
    db.commit()
    return session
