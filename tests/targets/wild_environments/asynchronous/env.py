import asyncio

from alembic import context
from shop.models import Base
from sqlalchemy.ext.asyncio import async_engine_from_config


def migrate(connection):
    context.configure(connection=connection, target_metadata=Base.metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


async def online():
    engine = async_engine_from_config({"sqlalchemy.url": "postgresql+asyncpg://db.invalid/shop"})
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if context.is_offline_mode():
    context.configure(url="postgresql://", target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
else:
    asyncio.run(online())
