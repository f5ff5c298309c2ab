"""Puts the notebooks into the wheel; everything else is said in pyproject.toml."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithNotebooks(build_py):
    """The notebooks lie beside the package in a checkout and inside it once installed."""

    def run(self) -> None:
        """Build, then copy the notebooks; an editable install reads them where they are."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "auditlib" / "notebooks"
        shutil.rmtree(target, ignore_errors=True)
        for notebook in sorted(Path("notebooks").glob("**/[0-9]*.ipynb")):
            copy = target / notebook.relative_to("notebooks")
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(notebook, copy)


setup(cmdclass={"build_py": BuildWithNotebooks})
