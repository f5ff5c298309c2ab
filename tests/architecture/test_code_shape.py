"""The shape of the code: sizes, docstrings, syntax of the probes, what importing costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "auditlib"
OURS = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted(path for path in (ROOT / "tests").rglob("test_*.py") if "targets" not in path.parts)
BESIDE = sorted(
    path
    for name in ("tests", "docs", "bench")
    for path in (ROOT / name).rglob("*.py")
    if not path.is_relative_to(ROOT / "tests/targets")  # code as it is found in the wild, some of it broken
)
HEAVY = ("pandas", "sqlalchemy", "alembic", "papermill", "numpy", "matplotlib", "nbconvert", "psycopg")
LONGEST_BODY, LONGEST_FILE, MOST_PARAMETERS = 40, 300, 5
# Records of frames are tables, not code.
RECORDS = {PACKAGE / "frames" / name for name in ("objects.py", "objects_more.py", "history.py", "results.py")}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(path: Path) -> Iterator[Function]:
    yield from (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, Function))


def _body_lines(function: Function) -> int:
    """Lines of the body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _required(function: Function) -> int:
    arguments = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    return len([name for name in arguments if name not in ("self", "cls")])


def test_no_function_body_is_too_long() -> None:
    """No function body is over 40 lines: of the package and the demo application, tests, documents and measurements."""
    long = [
        f"{path.relative_to(ROOT)}:{each.lineno} {each.name} {_body_lines(each)}"
        for path in (*OURS, *BESIDE)
        for each in _functions(path)
        if _body_lines(each) > LONGEST_BODY
    ]
    assert long == []


def test_no_file_is_too_long() -> None:
    """No file of the package is over 300 lines, records of frames apart."""
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in OURS if path not in RECORDS}
    assert [f"{path.relative_to(ROOT)} {size}" for path, size in sizes.items() if size > LONGEST_FILE] == []


def test_no_function_takes_too_many_positional_parameters() -> None:
    """No function takes over five parameters by position."""
    many = [
        f"{path.relative_to(ROOT)}:{each.lineno} {each.name}"
        for path in OURS
        for each in _functions(path)
        if _required(each) > MOST_PARAMETERS
    ]
    assert many == []


def test_every_test_states_its_claim() -> None:
    """Every test function has a docstring."""
    silent = [
        f"{path.relative_to(ROOT)}:{each.lineno} {each.name}"
        for path in TESTS
        for each in _functions(path)
        if each.name.startswith("test_") and not ast.get_docstring(each)
    ]
    assert silent == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "probes").glob("*.py")), ids=lambda path: path.name)
def test_probes_are_old_python(path: Path) -> None:
    """A probe parses as Python 3.8 and imports nothing of ours."""
    tree = ast.parse(path.read_bytes(), feature_version=(3, 8))
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    imported += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    assert [name for name in imported if name.split(".")[0] == "auditlib"] == []


def test_help_is_light() -> None:
    """`auditlib --help` imports nothing heavy."""
    program = (
        "import sys\n"
        "from auditlib.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "check" in done.stdout
    assert done.stderr.strip() == "[]"


def test_broad_excepts_stand_at_doors_only() -> None:
    """A bare or broad `except` stands at the command's door, where a thread hands over, and in probes."""
    doors = {"__main__.py", "together.py"}
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in OURS
        if "probes" not in path.parts
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ExceptHandler) and _broad(node)
    }
    assert {name for name in found if Path(name).name not in doors} == set()


def _broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    reraises = any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler))
    names = {each.id for each in caught if isinstance(each, ast.Name)}
    return not reraises and (handler.type is None or bool(names & {"Exception", "BaseException"}))
