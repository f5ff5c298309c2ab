"""What a probe that is walled in may still see."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditlib.collect import probe_isolation

ASKS = "import os, sys; print(os.access(sys.argv[1], os.F_OK), open(sys.argv[1]).read(), os.geteuid())"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives up its rights but one: run this test as root")
def test_what_may_be_read_is_found_too(tmp_path: Path) -> None:
    """Alembic asks access(2) for its folder before it reads there."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "file").write_text("text")
    walls = [each for each in probe_isolation._users() if "who may read every file" in " ".join(each.held)]
    for each in walls:
        argv = [*each.prefix, sys.executable, "-c", ASKS, str(closed / "file")]
        said = subprocess.run(argv, capture_output=True, text=True, check=True).stdout.split()
        assert said == ["True", "text", str(each.owner[0] if each.owner else "")]
    assert walls
