"""Warm kernels: started once from our own interpreter, used for one notebook after the other.

A kernel sees few environment variables, so that no secret of the caller can reach a notebook, and none of the
user's IPython start-up files. It ends with its parent, however that ends.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop, run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

ENGINE = "auditlib-warm"
_CELL_TIMEOUT_S = 600
_START_TIMEOUT_S = 60
_PULSE_S = 0.1
_PASSED = ("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "PYTHONPATH", "PYTHONHASHSEED", "MPLCONFIGDIR")
_PASSED_PREFIXES = ("LC_", "XDG_", "COVERAGE_")
_PREFIX, _LOCK = "auditlib-kernels-", "lock"
_CLEAN = "import os\nos.chdir({folder!r})\n%reset -f\nimport matplotlib; matplotlib.rcdefaults()"
_WARM = "import auditlib.audit, auditlib.report.figure"


class OwnInterpreter(KernelSpecManager):
    """Whatever kernel a notebook names, it runs on the interpreter that runs us."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernel of this interpreter."""
        return KernelSpec(
            argv=[sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
            metadata={"supported_encryption": ["curve"]},
        )


class WarmEngine(NBClientEngine):
    """papermill's engine, on a kernel that is running already."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, log_output: bool = False, **kwargs: Any) -> None:
        """Executes the notebook on the kernel given as ``kernel``, and leaves that kernel running."""
        kernel: Kernel = kwargs["kernel"]
        client = PapermillNotebookClient(
            nb_man, km=kernel.manager, kernel_name=kernel_name, timeout=_CELL_TIMEOUT_S, log_output=log_output
        )
        client.kc = kernel.client
        try:
            client.execute()
        except (DeadKernelError, CellTimeoutError) as error:
            _note(nb_man.nb, error)


def _note(notebook: NotebookNode, error: Exception) -> None:
    """Leaves the error in the cell that was running, where papermill finds it and a reader sees it."""
    begun = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.metadata.papermill["start_time"]]
    name, said = type(error).__name__, str(error).partition("\n")[0]
    begun[-1].outputs.append(new_output("error", ename=name, evalue=said, traceback=[f"{name}: {said}"]))


papermill_engines.register(ENGINE, WarmEngine)


class Kernel:
    """A kernel and the client that talks to it; both belong to the thread that started them."""

    def __init__(self, scratch: Path) -> None:
        """Starts a kernel; its own files lie in ``scratch``."""
        self.manager = AsyncKernelManager(
            kernel_spec_manager=OwnInterpreter(),
            kernel_name="python3",
            transport_encryption="auto",
            connection_file=str(Path(tempfile.mkdtemp(dir=scratch)) / "kernel.json"),
        )
        self._start(scratch)
        self.client: Any = self.manager.client()
        self.client.start_channels()
        self.client.allow_stdin = False

    def _start(self, scratch: Path) -> None:
        run_sync(self.manager.start_kernel)(
            cwd=str(scratch), env=_environment(scratch), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    @property
    def alive(self) -> bool:
        """The kernel's process still runs."""
        return bool(run_sync(self.manager.is_alive)())

    def warm(self) -> None:
        """Waits until it answers, and imports what takes long and every notebook needs.

        What fails there, fails again where it is told. Raises ``DeadKernelError`` where it was ended meanwhile.
        """
        run_sync(self._unless_dead)(self.client.wait_for_ready(timeout=_START_TIMEOUT_S))
        run_sync(self._unless_dead)(_executed(self.client, _WARM))

    async def _unless_dead(self, answer: Coroutine[Any, Any, None]) -> None:
        """Waits for an answer for as long as there is somebody to give it: jupyter_client itself waits on."""
        waiting = asyncio.ensure_future(answer)
        while not (await asyncio.wait({waiting}, timeout=_PULSE_S))[0]:
            if not await self.manager.is_alive():
                waiting.cancel()
                await asyncio.wait({waiting})
                raise DeadKernelError("the kernel was ended")
        waiting.result()

    def clean(self, folder: Path) -> None:
        """Forgets what the last notebook defined; the current folder is ``folder`` from here on."""
        run_sync(_executed)(self.client, _CLEAN.format(folder=str(folder.absolute())))

    def kill(self) -> None:
        """Ends the kernel at once; may be called from any thread."""
        process = getattr(self.manager.provisioner, "process", None)
        if process is not None and process.poll() is None:
            process.kill()

    def close(self) -> None:
        """Ends the kernel and gives its channels and this thread's event loop back."""
        self.client.stop_channels()
        run_sync(self.manager.shutdown_kernel)(now=True)
        ensure_event_loop().close()


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for connection files and IPython's own files, gone afterwards; those of killed runs go now."""
    _clear_away()
    made = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
    with made as folder, Path(folder, _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # ends with this process, however it ends
        yield Path(folder)


def _clear_away() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError), (folder / _LOCK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if folder.lstat().st_uid == os.geteuid() and not folder.is_symlink():
                shutil.rmtree(folder, ignore_errors=True)


async def _executed(client: Any, code: str) -> None:
    await client.execute(code, silent=True, reply=True, timeout=_START_TIMEOUT_S)


def _environment(scratch: Path) -> dict[str, str]:
    passed = {name: value for name, value in os.environ.items() if name in _PASSED or name.startswith(_PASSED_PREFIXES)}
    own = {
        "IPYTHONDIR": str(scratch),
        "JUPYTER_RUNTIME_DIR": str(scratch),
        "MPLBACKEND": "agg",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return {**passed, **own}
