"""A scratch server does not outlive the process that wanted it, however that process ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditlib.collect import scratch, scratch_binaries, scratch_cluster
from auditlib.collect.scratch_keeper import Keeper

PATIENCE_S = 20.0
PROGRAM = """
import sys, time
from pathlib import Path
from auditlib.collect import scratch, scratch_cluster
scratch_cluster.FOLDERS = (sys.argv[1],)
print("starting", flush=True)
with scratch.server() as server:
    print(server.address.parameters["host"], flush=True)
    {then}
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder that everybody may pass, where the server's own folder is made."""
    made = Path(tempfile.mkdtemp(prefix="life-", dir=scratch_cluster._short_temporary()))
    made.chmod(0o777)
    yield made
    shutil.rmtree(made)


def _started(folder: Path, then: str, *prefix: str) -> subprocess.Popen[str]:
    argv = [*prefix, sys.executable, "-c", PROGRAM.format(then=then), str(folder)]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/")
    assert process.stdout is not None
    assert process.stdout.readline() == "starting\n"
    return process


def _processes(folder: Path) -> list[int]:
    """Processes whose command names the folder, the auditor's own left out."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if f"{folder}/" in command:
            found.append(int(entry.name))
    return found


def _gone(folder: Path) -> bool:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if not _processes(folder) and not [*folder.iterdir()]:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_goes_with_its_process(folder: Path, number: signal.Signals) -> None:
    """A process killed while its server runs leaves neither server nor folder."""
    process = _started(folder, "time.sleep(600)")
    assert process.stdout is not None
    assert process.stdout.readline().startswith(str(folder))
    assert _processes(folder)
    process.send_signal(number)
    process.communicate()
    assert _gone(folder), _processes(folder)


@pytest.mark.parametrize("after_ms", [0, 30, 100, 200, 400, 700])
def test_a_kill_while_it_starts_leaves_nothing(folder: Path, after_ms: int) -> None:
    """A process killed at any moment of starting its server leaves neither process nor folder."""
    process = _started(folder, "time.sleep(600)")
    time.sleep(after_ms / 1000)
    process.kill()
    process.communicate()
    assert _gone(folder), _processes(folder)


def test_an_exception_stops_it(folder: Path) -> None:
    """An error inside the block stops the server before it is seen outside."""
    process = _started(folder, "raise RuntimeError('inside')")
    _, said = process.communicate()
    assert "RuntimeError: inside" in said
    assert not _processes(folder)
    assert not [*folder.iterdir()]


WRITES_ON = "(while :; do echo x > {folder}/$RANDOM; done) & wait"


def test_a_child_that_writes_on_keeps_no_folder(tmp_path: Path) -> None:
    """What initdb started outlives initdb: it is ended too, before the folder is removed."""
    keeper = Keeper()
    folder = Path(keeper.folder(str(tmp_path), "life-")["path"])
    process = keeper._launch(["bash", "-c", WRITES_ON.format(folder=folder)], str(tmp_path / "log"), {})
    while not [*folder.iterdir()]:
        time.sleep(0.01)
    keeper.close()
    assert process.poll() is not None
    assert not folder.exists()


def test_a_server_that_had_to_be_killed_leaves_no_memory() -> None:
    """Its shared memory lies in its own folder, and what the kernel keeps by a number is given back."""
    with scratch.server() as server:
        data = Path(server.address.parameters["host"], "data")
        lines = (data / "postmaster.pid").read_text().split("\n")
        maps = Path(f"/proc/{lines[0]}/maps").read_text()
        elsewhere = [line for line in maps.splitlines() if "/dev/shm/PostgreSQL" in line]
        number = lines[6].split()[1]
        assert number in _segments()
        os.kill(int(lines[0]), signal.SIGKILL)
    assert elsewhere == []
    assert number not in _segments()


def _segments() -> set[str]:
    return {line.split()[1] for line in Path("/proc/sysvipc/shm").read_text().splitlines()}


def test_a_forked_child_does_not_keep_it(folder: Path) -> None:
    """A program that the auditor started and that lives on does not keep the server alive."""
    sleeper = "import subprocess; subprocess.Popen(['sleep', '5'], stdout=-3, stderr=-3); time.sleep(600)"
    process = _started(folder, sleeper)
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    assert _gone(folder), _processes(folder)
    process.communicate()


def test_a_lost_keeper_is_a_clear_error(folder: Path) -> None:
    """The block ends without hanging where somebody ended the keeper."""
    process = _started(
        folder,
        "import os, signal; children = Path(f'/proc/self/task/{os.getpid()}/children').read_text().split();"
        " os.kill(int(children[0]), signal.SIGTERM)",
    )
    _, said = process.communicate()
    assert process.returncode == 0, said
    assert _gone(folder), _processes(folder)


SPAWNS = """
import os, subprocess, sys, auditlib.collect.scratch
raise SystemExit(os.geteuid() == 0 or subprocess.run([sys.executable, "-c", ""]).returncode)
"""


def _runs(argv: list[str]) -> bool:
    try:
        return subprocess.run(argv, capture_output=True, cwd="/", check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs every other test already")
def test_an_ordinary_user_can_start_it(folder: Path) -> None:
    """Without root the server runs as oneself; nothing is copied and nothing chowned."""
    ids = ["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"]
    ways = [["setpriv", *ids, "--"], ["unshare", "-U", "--map-user=65534", "--map-group=65534", "--"]]
    probe = [sys.executable, "-c", SPAWNS]
    way = next((way for way in ways if _runs([*way, *probe])), None)
    if way is None:
        pytest.skip("neither setpriv nor unshare can run this interpreter as an ordinary user")
    process = _started(folder, "print(server.origin)", *way)
    said, complaint = process.communicate()
    assert process.returncode == 0, complaint
    assert said.splitlines()[1] == scratch_binaries.candidates()[0].origin
    assert not [*folder.iterdir()]
