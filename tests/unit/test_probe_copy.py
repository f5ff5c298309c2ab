"""The working copy: what the models need is in it, what is large or not theirs is not, the project is untouched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditlib.collect import probe_copy
from auditlib.collect.probe_copy import working_copy


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with what projects have lying about."""
    project = tmp_path / "project"
    for name in (
        "app/models.py",
        ".git/config",
        "node_modules/x.js",
        "app/__pycache__/models.pyc",
        ".env",
        "venv/pyvenv.cfg",
    ):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(name)
    return project


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def test_environments_caches_and_history_are_left_out(project: Path, tmp_path: Path) -> None:
    """Code and settings are copied; .git, node_modules, caches and virtual environments are not."""
    working_copy(project, tmp_path / "copy")
    assert _names(tmp_path / "copy") == [".env", "app/models.py"]


def test_large_files_are_left_out_and_told(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file that is no code stays away, and its name is told; large code is copied."""
    monkeypatch.setattr(probe_copy, "LARGE_BYTES", 20)
    (project / "data.bin").write_bytes(b"0" * 21)
    (project / "app" / "big.py").write_text("#" * 21)
    copied = working_copy(project, tmp_path / "copy")
    assert (copied.large, copied.left_out) == ([str(project / "data.bin")], [])
    assert (tmp_path / "copy/app/big.py").exists()


def test_links_inside_stay_links_and_others_become_copies(project: Path, tmp_path: Path) -> None:
    """No write through a link can reach the project or what lies beside it."""
    outside = tmp_path / "shared"
    outside.mkdir()
    (outside / "common.py").write_text("shared")
    (project / "inner.py").symlink_to("app/models.py")
    (project / "shared").symlink_to(outside)
    (project / "absolute.py").symlink_to(project / "app/models.py")
    (project / "dangling").symlink_to("nowhere")
    (project / "round").symlink_to(project)
    copy = tmp_path / "copy"
    working_copy(project, copy)
    assert (copy / "inner.py").is_symlink()
    assert not (copy / "shared").is_symlink()
    assert (copy / "shared/common.py").read_text() == "shared"
    assert not (copy / "absolute.py").is_symlink()
    (copy / "shared/common.py").write_text("changed")
    (copy / "inner.py").write_text("changed")
    assert (outside / "common.py").read_text() == "shared"
    assert (project / "app/models.py").read_text() == "app/models.py"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away: run this test as root")
def test_a_copy_can_be_given_to_another_user(project: Path, tmp_path: Path) -> None:
    """Under root the copy belongs to the user that the probe runs as, so that its code can write there."""
    working_copy(project, tmp_path / "copy", (65534, 65534))
    assert {path.stat().st_uid for path in (tmp_path / "copy").rglob("*")} == {65534}
