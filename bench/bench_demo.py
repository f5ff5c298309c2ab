"""How long `auditlib demo` takes once everything is installed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from typing import Any

BOUND_S = 25.0


def rows() -> list[dict[str, Any]]:
    """One row: the whole command, its start and its report included."""
    with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as folder:
        start = time.perf_counter()
        command = [sys.executable, "-m", "auditlib", "--quiet", "demo", "--output", f"{folder}/demo"]
        subprocess.run(command, check=True, capture_output=True)
        seconds = round(time.perf_counter() - start, 1)
    return [{"name": "auditlib demo", "value": seconds, "unit": "s", "bound": BOUND_S, "holds": seconds <= BOUND_S}]
