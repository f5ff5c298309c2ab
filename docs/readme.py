"""Puts the real output of the README's commands into the README; tests/cli/test_wheel.py says whether it is current."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from auditlib.collect import scratch
from tests.cli.shop import make_live, write_shop


def main() -> None:
    """Run the commands and write what they print."""
    page = ROOT / "README.md"
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, scratch.server() as server:
        text = shown(text, "demo", _output(Path(folder), "demo"))
        text = shown(text, "blame", _output(Path(folder), "blame", "expert_profiles.user_id"))
        write_shop(Path(folder) / "shop")
        live = make_live(server, Path(folder) / "made")
        text = shown(text, "run", _output(Path(folder), "run", "--project", "shop", "--database", live))
    page.write_text(text, encoding="utf-8")


def shown(text: str, name: str, output: str) -> str:
    """The page with the block after ``<!-- name -->`` replaced."""
    block = f"<!-- {name} -->\n```text\n{output}```"
    return re.sub(rf"<!-- {name} -->\n```text\n.*?```", lambda found: block, text, flags=re.S)


def _output(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "auditlib", "--quiet", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
