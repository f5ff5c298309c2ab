"""Old and new tool chains of applications, installed from the index: collected only when this folder is named."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Left alone unless this folder, or something in it, was named."""
    named = (Path(config.invocation_params.dir, str(each).partition("::")[0]).resolve() for each in config.args)
    return None if any(each.is_relative_to(HERE) for each in named) else True
