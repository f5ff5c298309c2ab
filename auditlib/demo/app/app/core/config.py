"""Settings, read from the environment once."""

import os
from dataclasses import dataclass, field


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in ("1", "true", "yes", "on")


@dataclass(frozen=True)
class Settings:
    PROJECT_NAME: str = "Tax assistant"
    POSTGRES_URL: str = field(default_factory=lambda: os.environ.get("POSTGRES_URL", ""))
    DEBUG: bool = field(default_factory=lambda: _flag("APP_DEBUG"))
    EMBEDDING_DIMENSIONS: int = 1536
    FREE_QUERIES_PER_DAY: int = 20
    EXPERT_TRUST_THRESHOLD: float = 0.7


settings = Settings()
