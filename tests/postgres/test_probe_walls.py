"""The walls around a probe: what it may see, reach and leave behind; what is said where there is no interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from auditlib.collect import models, probe, probe_copy, probe_program, scratch
from auditlib.collect.probe_isolation import NO_NETWORK
from auditlib.config.target import Target
from auditlib.errors import InterpreterError, ProjectError

TARGETS = Path(__file__).parent.parent / "targets"
REPORT = """
import os, subprocess, sys
def main(channel, arguments):
    child = subprocess.Popen(["sleep", "300"], start_new_session=True)
    grandchild = os.fork()
    if not grandchild:
        os.setsid()
        os.execvp("sleep", ["sleep", "300"])
    def reach():
        import socket
        try:
            socket.create_connection(("127.0.0.1", 5432), timeout=1)
        except OSError as error:
            return type(error).__name__
        return "connected"
    channel.tell("saw", uid=os.getuid(), here=os.getcwd(), names=sorted(os.environ), reach=reach(),
                 children=[child.pid, grandchild], links=os.popen("cat /proc/net/dev").read().count(":"))
"""

HANGING = """
import sys
from pathlib import Path
from auditlib.collect import probe, probe_program
from auditlib.config.target import Target
source = probe_program._source
hang = "import os, time\\ndef main(channel, arguments):\\n    channel.tell('x', pid=os.getpid())\\n    time.sleep(99)"
probe_program._source = lambda name: hang if name == "hang" else source(name)
with probe.workspace(Target("shop", Path(sys.argv[1]), (), Path(sys.executable))) as place:
    say = lambda message: print(message["pid"], place.folder, flush=True)
    probe.converse(place, probe_program.program("hang"), {}, say)
"""


@pytest.fixture
def saw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a probe saw of its surroundings, the variables of this process planted with a secret."""
    monkeypatch.setenv("PGPASSWORD", "sesame")
    monkeypatch.setenv("SHOP_SECRET", "sesame")
    source = probe_program._source
    monkeypatch.setattr(probe_program, "_source", lambda name: REPORT if name == "report" else source(name))
    target = Target("shop", tmp_path, (), Path(sys.executable), environment={"SHOP_MODE": "test"})
    heard: list[dict[str, Any]] = []
    with probe.workspace(target) as place:
        ending = probe.converse(place, probe_program.program("report"), {}, heard.append)
        assert ending.how == "done", ending
    return next(message for message in heard if message["kind"] == "saw") | {"isolation": place.isolation}


def test_only_named_variables_reach_it(saw: dict[str, Any]) -> None:
    """The target's own variables and a few harmless ones; none of ours, no PG*."""
    allowed = {"SHOP_MODE", "PATH", "HOME", "TMPDIR", "LANG", "PYTHONDONTWRITEBYTECODE", "AUDITLIB_PROBE", "LC_CTYPE"}
    assert "SHOP_MODE" in saw["names"]
    assert set(saw["names"]) <= allowed


def test_it_runs_in_a_working_copy_as_an_ordinary_user(saw: dict[str, Any], tmp_path: Path) -> None:
    """Its current folder is not the project, and it is not root, where the machine allows that."""
    assert saw["here"] != str(tmp_path)
    assert saw["uid"] != 0 or saw["isolation"].missing


def test_it_reaches_nobody(saw: dict[str, Any]) -> None:
    """A socket is refused by the guard; with an empty network namespace only the loopback device is there."""
    assert saw["reach"] == "ConnectionRefusedError"
    if NO_NETWORK in saw["isolation"].held:
        assert saw["links"] <= 3, "more devices than an empty namespace has"


def test_its_children_end_with_it(saw: dict[str, Any]) -> None:
    """Processes that left the session of the probe are found and killed too."""
    deadline = time.monotonic() + 10
    while any(_alive(pid) for pid in saw["children"]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in saw["children"] if _alive(pid)]


def test_it_cannot_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that prints without end is refused at a limit, and told; the rest of the probe goes on."""
    endless = (
        "import sys\n\ndef main(channel, arguments):\n    while True:\n        sys.stdout.write('x' * (1 << 20))\n"
    )
    source = probe_program._source
    monkeypatch.setattr(probe_program, "_source", lambda name: endless if name == "report" else source(name))
    with probe.workspace(Target("shop", tmp_path, (), Path(sys.executable), probe_timeout_s=8)) as place:
        ending = probe.converse(place, probe_program.program("report"), {}, lambda _message: None)
    assert (ending.how, "File too large" in str(ending.last.get("error"))) == ("broke", True)


def test_nothing_is_left_when_we_are_killed(tmp_path: Path) -> None:
    """SIGKILL while target code hangs: its process and the working copy are gone a moment later."""
    (tmp_path / "secret.env").write_text("sesame")
    main = subprocess.Popen([sys.executable, "-c", HANGING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert main.stdout
    pid, folder = main.stdout.readline().split()
    main.kill()
    main.wait()
    main.stdout.close()
    deadline = time.monotonic() + 20
    while (_alive(int(pid)) or Path(folder).exists()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(int(pid))
    assert not Path(folder).exists()


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_does_not_hold_is_said(server: scratch.Server) -> None:
    """The witness line names each wall that holds, and is partial where one does not."""
    target = Target("hostile", TARGETS / "environments", (), Path(sys.executable), (TARGETS / "environments",))
    row = models.read(target, server)["witnesses"].set_index("subject").loc["isolation"]
    assert "a working copy" in row["detail"]
    assert (row["status"] == "partly") == ("without" in row["detail"])


def test_no_interpreter(server: scratch.Server, tmp_path: Path) -> None:
    """An interpreter that does not exist: one sentence and the option that mends it."""
    target = Target("shop", tmp_path, (), tmp_path / "python")
    with pytest.raises(
        InterpreterError, match=r"does not exist\. Give the application's own interpreter with --python"
    ):
        models.read(target, server)


def test_an_interpreter_that_is_none(server: scratch.Server, tmp_path: Path) -> None:
    """A file that cannot be run as Python."""
    (tmp_path / "python").write_text("no program")
    with pytest.raises(InterpreterError, match="does not start"):
        models.read(Target("shop", tmp_path, (), tmp_path / "python"), server)


def test_an_interpreter_without_sqlalchemy(server: scratch.Server, tmp_path: Path) -> None:
    """A bare Python is told apart from one whose models fail."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")], check=True)
    project = tmp_path / "project"
    project.mkdir()
    with pytest.raises(InterpreterError, match="has no SQLAlchemy"):
        models.read(Target("shop", project, (), tmp_path / "bare" / "bin" / "python"), server)


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """What the probe wrote where it ran alone."""
    (tmp_path / "probe.py").write_text(probe_program.program("models"), encoding="utf-8")
    file = tmp_path / "models.jsonl"
    command = [
        sys.executable,
        "-B",
        "probe.py",
        "--project",
        str(TARGETS / "models_collections"),
        "--output",
        str(file),
    ]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, check=True, cwd=tmp_path, env=environment, capture_output=True)
    return file


def test_what_was_recorded_alone_gives_the_same_frames(server: scratch.Server, recorded: Path) -> None:
    """A probe run in a container and taken with --models-from ends in the frames of a probe run here."""
    target = Target("shop", TARGETS / "models_collections", (), Path(sys.executable), (TARGETS / "models_collections",))
    here, there = models.read(target, server), models.read_recorded(recorded, server)
    for name in ("models", "model_columns", "tables", "columns", "constraints", "indexes", "types", "comments"):
        told = [
            frame.drop(columns=["handed", "owner"], errors="ignore").to_csv() for frame in (here[name], there[name])
        ]
        assert told[0] == told[1], name
    assert here["model_problems"]["message"].tolist() == there["model_problems"]["message"].tolist()
    assert there["metadata"]["tracked"].tolist() == [True, True, False]


def test_a_recording_that_was_cut_off_is_refused(server: scratch.Server, recorded: Path) -> None:
    """A file whose last message is missing, or that is no recording: one sentence and the next step."""
    recorded.write_text("\n".join(recorded.read_text().splitlines()[:-1]))
    with pytest.raises(ProjectError, match="or is cut off"):
        models.read_recorded(recorded, server)


@pytest.mark.parametrize(
    ("read", "status", "words"),
    [
        ("pass", "seen", "1 file copied; large, opened by no model and not copied: assets/app.js"),
        ("open('assets/app.js').close()", "partly", "left out because large or unreadable: assets/app.js"),
    ],
)
def test_a_large_file_is_missed_where_it_is_opened(
    server: scratch.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: str, status: str, words: str
) -> None:
    """What no model opens was not needed: the assets of a web page do not make the models partly seen."""
    monkeypatch.setattr(probe_copy, "LARGE_BYTES", 2000)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app.js").write_text("//" * 1001)
    (tmp_path / "models.py").write_text(
        f"import sqlalchemy as sa\ntry:\n    {read}\nexcept OSError:\n    pass\n"
        "metadata = sa.MetaData()\nsa.Table('things', metadata, sa.Column('id', sa.Integer, primary_key=True))\n"
    )
    frames = models.read(Target("shop", tmp_path, (), Path(sys.executable), (tmp_path,)), server)

    said = frames["witnesses"].set_index("subject").loc["working copy"]
    assert frames["models"]["table"].tolist() == ["things"]
    assert said["status"] == status and words in said["detail"]
