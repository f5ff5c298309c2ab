"""Our end of the driver without a socket: statements that a probe asks for, run with psycopg in scratch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.types.multirange import MultirangeInfo
from psycopg.types.range import RangeInfo
from psycopg.types.string import TextLoader

from auditlib.probes.wire import pack, unpack

# SQLAlchemy's psycopg2-like dialect reads these from their text.
_AS_TEXT = (
    *("json", "jsonb", "inet", "cidr"),
    *(base.name for base in psycopg.adapters.types if isinstance(base, (RangeInfo, MultirangeInfo))),
)
MAXIMUM_ROWS = 100_000
_OF_TRANSACTIONS = {"readonly": "read_only", "deferrable": "deferrable"}

Message = Mapping[str, Any]
Answer = dict[str, Any]


class Sessions:
    """The connections of one probe. ``databases`` maps the names that the probe may use to conninfo.

    With ``each_alone`` every statement is its own transaction, whatever the probe says, so that one refusal spoils
    no other statement.
    """

    def __init__(
        self, databases: Mapping[str, str], *, each_alone: bool = False, statement_timeout_s: float = 60.0
    ) -> None:
        self._databases = dict(databases)
        self._each_alone = each_alone
        self._timeout_ms = int(statement_timeout_s * 1000)
        self._open: dict[tuple[str, int], psycopg.Connection[Any]] = {}
        self._verbs: dict[str, Callable[[Message], Answer]] = {
            "connect": self._connect,
            "execute": self._execute,
            "executemany": self._executemany,
            "commit": lambda message: self._end(message, "commit"),
            "rollback": lambda message: self._end(message, "rollback"),
            "autocommit": self._autocommit,
            "isolation": self._isolation,
            "transactions": self._transactions,
            "close": self._close,
        }

    def __enter__(self) -> Sessions:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        for connection in self._open.values():
            with suppress(psycopg.Error):
                connection.close()
        self._open.clear()

    def allow(self, name: str, conninfo: str) -> None:
        """Let the probe use one database more, under that name."""
        self._databases[name] = conninfo

    def knows(self, message: Message) -> bool:
        """The message is one for us."""
        return message.get("kind") in self._verbs

    def answer(self, message: Message) -> Answer:
        """Do what the message asks; PostgreSQL's refusal is an answer too, under ``error``."""
        try:
            return self._verbs[message["kind"]](message)
        except psycopg.Error as error:
            return {"error": refusal(error)}
        except (UnicodeError, ValueError, TypeError, KeyError) as error:  # a NUL in a string, a message cut short
            return {"error": {"message": f"{type(error).__name__}: {error}", "sqlstate": "22000"}}

    def connection(self, message: Message) -> psycopg.Connection[Any]:
        """The connection that a message speaks of, opened where it is not yet."""
        key = (str(message["database"]), int(message["connection"]))
        if key not in self._open:
            self._open[key] = self._opened(key[0])
        return self._open[key]

    def _settings(self) -> dict[str, str]:
        """What a session begins with, and goes back to."""
        return {"statement_timeout": str(self._timeout_ms), "client_min_messages": "warning"}

    def _opened(self, database: str) -> psycopg.Connection[Any]:
        connection = psycopg.connect(
            self._databases[database],
            autocommit=self._each_alone,
            cursor_factory=psycopg.ClientCursor,
            options=" ".join(f"-c {name}={value}" for name, value in self._settings().items()),
        )
        for name in _AS_TEXT:
            connection.adapters.register_loader(name, TextLoader)
        return connection

    def _connect(self, message: Message) -> Answer:
        version = self.connection(message).info.server_version
        return {"server_version": [version // 10000, version % 10000]}

    def _execute(self, message: Message) -> Answer:
        with self.connection(message).cursor() as cursor:
            cursor.execute(message["sql"], _parameters(message.get("parameters")))
            return _result(cursor)

    def _executemany(self, message: Message) -> Answer:
        with self.connection(message).cursor() as cursor:
            rows = 0
            for parameters in message["parameters"]:
                cursor.execute(message["sql"], _parameters(parameters))
                rows += max(cursor.rowcount, 0)
            return {**_result(cursor), "rowcount": rows}

    def _end(self, message: Message, how: str) -> Answer:
        if not self._each_alone:
            getattr(self.connection(message), how)()
        return {}

    def _autocommit(self, message: Message) -> Answer:
        if not self._each_alone:
            self.connection(message).autocommit = bool(message["value"])
        return {}

    def _isolation(self, message: Message) -> Answer:
        if not self._each_alone:
            level = psycopg.IsolationLevel[message["level"].replace(" ", "_")]
            self.connection(message).isolation_level = level
        return {}

    def _transactions(self, message: Message) -> Answer:
        if not self._each_alone:
            setattr(self.connection(message), _OF_TRANSACTIONS[message["name"]], message["value"])
        return {}

    def _close(self, message: Message) -> Answer:
        connection = self._open.pop((str(message["database"]), int(message["connection"])), None)
        if connection:
            connection.close()
        return {}


def refusal(error: psycopg.Error) -> Answer:
    """PostgreSQL's words: the whole message, the state, the primary line, the detail and the hint."""
    said = error.diag
    return {
        "message": str(error),
        "sqlstate": error.sqlstate,
        "primary": said.message_primary or str(error),
        "detail": said.message_detail,
        "hint": said.message_hint,
    }


def _parameters(parameters: Any) -> Any:
    if isinstance(parameters, dict):
        return {name: unpack(value) for name, value in parameters.items()}
    return parameters if parameters is None else [unpack(value) for value in parameters]


def _result(cursor: psycopg.Cursor[Any]) -> Answer:
    while cursor.nextset():  # of several statements in one string, the last one counts, as with psycopg2
        pass
    answer: Answer = {"rowcount": cursor.rowcount, "status": cursor.statusmessage}
    if cursor.description is not None:
        answer["columns"] = [(column.name, column.type_code) for column in cursor.description]
        answer["rows"] = [[_packed(value) for value in row] for row in cursor.fetchmany(MAXIMUM_ROWS)]
    return answer


def _packed(value: Any) -> Any:
    try:
        return pack(value)
    except TypeError:
        return str(value)
