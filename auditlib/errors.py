"""The errors a user can mend, and the exit code of each.

    AuditError                      (10) base: one sentence, and the next step
    ├── ProjectError                (11) no project, no script location, a setting that cannot be read
    ├── DatabaseError               (12) unreachable, refused, not PostgreSQL, too old
    ├── InterpreterError            (13) the target's Python is missing or lacks SQLAlchemy
    ├── ScratchError                (14) no PostgreSQL for replay, or the one given is the audited one
    ├── OutputError                 (15) the output folder cannot be written, the disk is full
    ├── SnapshotError               (16) a snapshot that is cut off, too new, or absent
    └── NotebookError               (17) a notebook did not run to its end

Exit codes beside these: 0 clean, 1 findings at or over ``--fail-on``, 2 usage, 70 a bug of ours,
130 and 143 for SIGINT and SIGTERM.
"""


class AuditError(Exception):
    """Something the user can mend: ``what`` is so, in one sentence, and ``next_step``, what to do about it."""

    exit_code = 10

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what, next_step)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}"


class ProjectError(AuditError):
    """The project, its script locations or its settings cannot be read."""

    exit_code = 11


class DatabaseError(AuditError):
    """The audited database cannot be reached or read."""

    exit_code = 12


class InterpreterError(AuditError):
    """The target's Python interpreter is missing or lacks what a probe needs."""

    exit_code = 13


class ScratchError(AuditError):
    """No scratch PostgreSQL can be had, or the one given must not be used."""

    exit_code = 14


class OutputError(AuditError):
    """The output cannot be written."""

    exit_code = 15


class SnapshotError(AuditError):
    """A snapshot cannot be read."""

    exit_code = 16


class NotebookError(AuditError):
    """A notebook did not run to its end."""

    exit_code = 17
