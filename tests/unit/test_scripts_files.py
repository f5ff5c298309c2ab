"""Version files as they lie in folders: loaded, unreadable, stray."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from auditlib.collect import scripts
from auditlib.config.target import ScriptLocation, Target

Reader = Callable[..., dict[str, pd.DataFrame]]
INI = "[alembic]\nscript_location = alembic\n"
A = 'revision = "a"\ndown_revision = None\n'


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Frames of a project written from paths below it to texts or bytes."""

    def make(
        files: dict[str, str | bytes], ini: str = "[alembic]\nscript_location = alembic\n"
    ) -> dict[str, pd.DataFrame]:
        (tmp_path / "alembic.ini").write_text(ini)
        for name, text in files.items():
            path = tmp_path / "alembic" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        folder = tmp_path / "alembic"
        location = ScriptLocation("alembic", folder, (folder / "versions",), tmp_path / "alembic.ini")
        return scripts.read(Target("t", tmp_path, (location,), Path(sys.executable), import_roots=(tmp_path,)))

    return make


def problem(frames: dict[str, pd.DataFrame], name: str) -> tuple[str, str, int]:
    """Status, problem and line of a file of the version folder."""
    files = frames["version_files"].set_index("file")
    row = files.loc[f"alembic/versions/{name}"]
    return row["status"], str(row["problem"]), row["line"]


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ('revision = "x"\ndef upgrade(:\n', "syntax error", 2),
        ('x = 1\n<<<<<<< HEAD\nrevision = "x"\n=======\nrevision = "y"\n>>>>>>> other\n', "merge conflict", 2),
        ("def helper(): ...\n", "no `revision`", 1),
        ('revision = "x"\n', "no `down_revision`", 1),
        (b'# caf\xe9\nrevision = "x"\n', "not UTF-8", 1),
        (b"revision = 'x'\0\n", "null bytes", pd.NA),
        ("revision = make()\ndown_revision = None\n", "computed", 1),
        ('revision = "a-b"\ndown_revision = None\n', "Alembic refuses", 1),
    ],
)
def test_an_unreadable_file_says_why_and_where(read: Reader, text: str | bytes, said: str, line: int) -> None:
    """What cannot be read is a row with its reason and line, and the other revisions are still read."""
    frames = read({"versions/x.py": text, "versions/a.py": A})
    status, found, at = problem(frames, "x.py")
    assert status == "unreadable" and said in found
    assert pd.isna(line) or at == line
    assert list(frames["revisions"]["revision"]) == ["a"]
    assert frames["witnesses"]["status"].iloc[0] == "partly"


def test_a_coding_line_is_respected(read: Reader) -> None:
    """A file that names its encoding is read in it."""
    text = '# -*- coding: latin-1 -*-\n"""Pri\xe8re\n"""\nrevision = "x"\ndown_revision = None\n'.encode("latin-1")
    assert read({"versions/x.py": text})["revisions"]["message"].iloc[0] == "Prière"


@pytest.mark.parametrize(
    "name", ["a.py.backup", "a.py.orig", ".a.py.swp", "a.txt", "a.py~", "old/b.py", "../env.py.bak", "a.pyc"]
)
def test_strays_are_named(read: Reader, name: str) -> None:
    """A file that Alembic does not load is a stray with a reason, and no revision."""
    frames = read({"versions/a.py": A, f"versions/{name}": A})
    files = frames["version_files"]
    stray = files[files["status"] == "stray"]
    assert len(stray) == 1 and stray["problem"].iloc[0]
    assert len(frames["revisions"]) == 1


def test_usual_companions_are_no_strays(read: Reader) -> None:
    """What every version folder may hold is passed over."""
    others = ["__init__.py", ".gitkeep", "README.md", "__pycache__/a.cpython-311.pyc"]
    frames = read({"versions/a.py": A, **{f"versions/{name}": "" for name in others}})
    assert list(frames["version_files"]["status"]) == ["loaded"]


def test_subfolders_count_with_the_option(read: Reader) -> None:
    """`recursive_version_locations` brings subfolders in."""
    ini = "[alembic]\nscript_location = alembic\nrecursive_version_locations = true\n"
    frames = read({"versions/2024/a.py": A}, ini)
    assert list(frames["revisions"]["revision"]) == ["a"]


def test_of_two_files_with_one_id_the_later_counts(read: Reader) -> None:
    """Both files are shown; the revision is the one Alembic takes, and the other says so."""
    frames = read({"versions/a.py": A, "versions/b.py": A})
    assert list(frames["revisions"]["file"]) == ["alembic/versions/b.py"]
    assert "b.py too" in problem(frames, "a.py")[1]


def test_a_missing_and_an_empty_folder_are_witness_lines(read: Reader) -> None:
    """No version folder: no revision, and the line of the witness says what is not there."""
    frames = read({"env.py": ""})
    assert frames["revisions"].empty
    assert frames["witnesses"]["status"].iloc[0] == "not seen"
    assert "alembic/versions" in frames["witnesses"]["detail"].iloc[0]


@pytest.mark.parametrize(
    ("text", "revision", "parents"),
    [
        ('revision: str = "x"\ndown_revision: str | None = None\n', "x", None),
        ('P = "20250101"\nrevision = P + "_x"\ndown_revision = f"{P}_w"\n', "20250101_x", "20250101_w"),
        ('revision = "x"\ndown_revision = ("v", "w")\n', "x", "v, w"),
        ('revision, down_revision = "x", "w"\n', "x", "w"),
        ("from pathlib import Path\nrevision = Path(__file__).stem\ndown_revision = None\n", "file", None),
    ],
)
def test_variables_are_read_in_every_spelling(read: Reader, text: str, revision: str, parents: str | None) -> None:
    """Annotations, constants put together, tuples and the file's own name are understood."""
    row = read({"versions/file.py": text})["revisions"].iloc[0]
    assert row["revision"] == revision
    assert (None if pd.isna(row["down_revisions"]) else row["down_revisions"]) == parents


def test_a_computed_parent_is_said(read: Reader) -> None:
    """A parent that only runs know leaves the revision there and the problem named."""
    frames = read({"versions/x.py": 'revision = "x"\ndown_revision = find()\n'})
    assert problem(frames, "x.py")[:2] == ("loaded", "`down_revision` is computed: text does not tell its value")


def test_text_that_no_file_can_hold_is_spelt_out(read: Reader, tmp_path: Path) -> None:
    """Halves of surrogate pairs, in a literal or in the name of a file that is not UTF-8, cost nothing."""
    read({"versions/a.py": '"""half \\ud83d"""\n' + A, "versions/b.py": 'revision = "b\\udc00"\ndown_revision = "a"\n'})
    (tmp_path / "alembic" / "versions" / os.fsdecode(b"caf\xe9.py")).write_text(
        'revision = "c"\ndown_revision = None\n'
    )
    frames = read({})
    assert set(frames["revisions"]["revision"]) == {"a", "b\\udc00", "c"}
    assert "alembic/versions/caf\\udce9.py" in set(frames["version_files"]["file"])


def test_links_that_lead_nowhere_are_told(read: Reader, tmp_path: Path) -> None:
    """A dangling link and one that leads to itself cost their own file only, below the folder too."""
    read({"versions/a.py": A})
    versions = tmp_path / "alembic" / "versions"
    (versions / "old").mkdir()
    for link in (versions / "gone.py", versions / "circle.py", versions / "old" / "gone.py"):
        link.symlink_to("circle.py" if link.name == "circle.py" else "/nowhere/at/all.py")
    frames = read({})
    assert list(frames["revisions"]["revision"]) == ["a"]
    assert problem(frames, "circle.py")[0] == problem(frames, "gone.py")[0] == "unreadable"


def test_two_locations_and_branch_labels(tmp_path: Path) -> None:
    """Each script location has its own graph; a label in depends_on leads to its revision."""
    files = {
        "core/versions/c1.py": 'revision = "c1"\ndown_revision = None\nbranch_labels = ("core",)\n',
        "core/versions/c2.py": 'revision = "c2"\ndown_revision = None\ndepends_on = "core"\n',
        "plug/versions/p1.py": 'revision = "p1"\ndown_revision = None\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    locations = tuple(
        ScriptLocation(name, tmp_path / name, (tmp_path / name / "versions",)) for name in ("core", "plug")
    )
    frames = scripts.read(Target("t", tmp_path, locations, Path(sys.executable)))
    assert dict(frames["revisions"].groupby("script_location").size()) == {"core": 2, "plug": 1}
    edge = frames["revision_edges"].iloc[0]
    assert (edge["parent"], edge["edge"], edge["parent_exists"]) == ("c1", "depends_on", True)


@pytest.mark.parametrize("project", ["", "shop"])
def test_helpers_beside_env_py_are_not_the_application(tmp_path: Path, project: str) -> None:
    """Nor where the folder audited is the package itself, as it lies among installed ones."""
    versions = tmp_path / "shop" / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "a.py").write_text(f"import shop.models\nfrom shop.migrations.helpers import widen\n{A}")
    location = ScriptLocation("migrations", versions.parent, (versions,))

    frames = scripts.read(Target("t", tmp_path / project, (location,), Path(sys.executable)))

    assert frames["revisions"]["application_imports"].tolist() == ["shop.models"]


def test_the_same_files_count_as_in_alembic(read: Reader, tmp_path: Path) -> None:
    """Revisions and their order are those of Alembic's own walk."""
    files = {f"versions/{n}.py": f'revision = "r{n}"\ndown_revision = {d!r}\n' for n, d in _DIAMOND.items()}
    revisions = read({**files, "versions/.#lock.py": "", "versions/__init__.py": ""})["revisions"]
    config = Config()
    config.set_main_option("script_location", str(tmp_path / "alembic"))
    walked = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert list(revisions["revision"]) == walked[::-1]


_DIAMOND: dict[int, object] = {1: None, 2: "r1", 3: "r1", 4: ("r2", "r3"), 5: "r4"}


@pytest.mark.parametrize("collects", [True, False])
def test_the_garbage_collector_is_left_as_it_was(read: Reader, monkeypatch: pytest.MonkeyPatch, collects: bool) -> None:
    """It waits while files are read, also where reading fails."""
    before = gc.isenabled()
    try:
        (gc.enable if collects else gc.disable)()
        read({"a.py": "revision = 'a'\ndown_revision = None\n"})
        assert gc.isenabled() is collects
        monkeypatch.setattr(scripts, "_read_location", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            read({"a.py": ""})
        assert gc.isenabled() is collects
    finally:
        (gc.enable if before else gc.disable)()
