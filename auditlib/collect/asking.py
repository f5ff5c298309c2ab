"""Questions that are asked of a session again and again, and short commands between them, by libpq itself.

psycopg forgets what it prepared, on the server too, at each ALTER and DROP that it sends; and its cursor takes longer
than the answer to such a question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors
from psycopg.generators import execute
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

Connection = psycopg.Connection[Any]
Row = tuple[Any, ...]  # texts, and None
Answer = Callable[[], list[Row]]

_prepared: WeakKeyDictionary[Connection, dict[bytes, bytes]] = WeakKeyDictionary()
_numbers = count(1)


def asked(connection: Connection, text: bytes, *values: Iterable[int]) -> list[Row]:
    """Rows of a query, its values as text; it is prepared when a connection hears it first.

    ``values`` are arrays of numbers, for ``$1`` and so on. Raises ``psycopg.Error`` where the server refuses.
    """
    result = connection.pgconn.exec_prepared(_name(connection, text), [_array(each) for each in values])
    return _rows(_good(connection, result), connection.info.encoding)


def put(connection: Connection, text: bytes, *values: Iterable[int]) -> Answer:
    """The same question, put without waiting: what this gives waits for the rows, and raises what ``asked`` does.

    It is to be called once, before anything else is done with the connection. While it waits other threads run.
    """
    try:
        connection.pgconn.send_query_prepared(_name(connection, text), [_array(each) for each in values])
        connection.pgconn.flush()
    except psycopg.Error as error:
        return partial(_raise, error)
    return lambda: _rows(_good(connection, _last(connection)), connection.info.encoding)


def forget(connection: Connection) -> None:
    """The session has forgotten what was prepared, or may have."""
    _prepared.pop(connection, None)


def told(connection: Connection, text: bytes) -> None:
    """Run a command, or several; nothing is begun for it. Raises ``psycopg.Error`` where the server refuses."""
    _good(connection, connection.pgconn.exec_(text))


def _name(connection: Connection, text: bytes) -> bytes:
    names = _prepared.setdefault(connection, {})
    if text not in names:
        name = b"auditlib_%d" % next(_numbers)
        _good(connection, connection.pgconn.prepare(name, text))
        names[text] = name
    return names[text]


def _last(connection: Connection) -> PGresult:
    """The result of the one question that is under way. libpq's own wait would hold up every other thread."""
    found: list[PGresult] = connection.wait(execute(connection.pgconn))
    if not found:
        raise psycopg.OperationalError("no question was under way on this session")
    return found[-1]


def _raise(error: psycopg.Error) -> list[Row]:
    raise error


def _good(connection: Connection, result: PGresult) -> PGresult:
    if connection.closed:
        raise psycopg.OperationalError(result.get_error_message(connection.info.encoding))
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise errors.error_from_result(result, encoding=connection.info.encoding)
    return result


def _rows(result: PGresult, encoding: str) -> list[Row]:
    value, columns = result.get_value, range(result.nfields)
    found = ([value(row, column) for column in columns] for row in range(result.ntuples))
    return [tuple(each if each is None else str(each, encoding) for each in row) for row in found]


def _array(numbers: Iterable[int]) -> bytes:
    """As text, so that one prepared statement serves whatever the size of the numbers."""
    return b"{%s}" % ",".join(map(str, numbers)).encode()
