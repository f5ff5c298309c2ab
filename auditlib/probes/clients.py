"""PostgreSQL's own programs, when Python starts one: which, and where it is to connect."""

import os
import re

PROGRAMS = frozenset(
    (
        *("psql", "pg_dump", "pg_dumpall", "pg_restore", "pg_basebackup", "pg_isready", "pg_receivewal", "pgbench"),
        *("createdb", "dropdb", "createuser", "dropuser", "vacuumdb", "reindexdb", "clusterdb", "pgcli"),
    )
)
# They start the program that their arguments name.
_RUNNERS = frozenset(("sh", "bash", "dash", "zsh", "env", "sudo", "su", "nice", "nohup", "timeout", "xargs", "setsid"))
_OPTIONS = {"-h": "host", "--host": "host", "-p": "port", "--port": "port", "-d": "dbname", "--dbname": "dbname"}
_VARIABLES = {"PGHOST": "host", "PGHOSTADDR": "hostaddr", "PGPORT": "port", "PGDATABASE": "dbname"}


def started(event, arguments):
    """Name, arguments and variables of the program of PostgreSQL's that an audit event starts; none for another."""
    found = _command(event, arguments)
    if found is None:
        return None
    words, variables = found
    words = [_text(word) for word in words if isinstance(word, (str, bytes, os.PathLike))]
    if not words:
        return None
    if _name(words[0]) in PROGRAMS:
        return _name(words[0]), words[1:], variables
    if _name(words[0]) in _RUNNERS:
        return _behind(words[1:], variables)
    return None


def _behind(words, variables):
    """The program among the arguments of a shell or another runner."""
    flat = [piece for word in words for piece in re.split(r"[\s;|&()<>\"']+", word) if piece]
    for place, word in enumerate(flat):
        if _name(word) in PROGRAMS:
            return _name(word), flat[place + 1 :], variables
    return None


def _command(event, arguments):
    if event == "os.system":
        return ["sh", arguments[0]], {}
    if event in ("os.exec", "os.posix_spawn"):
        return [arguments[0]] + list(arguments[1])[1:], arguments[2]
    if event == "subprocess.Popen":
        program, words, _folder, variables = arguments
        words = ["sh", words] if isinstance(words, (str, bytes, os.PathLike)) else list(words)
        return ([program] + words[1:] if program else words), variables
    return None


def connection_text(words):
    """A URL or a connection string among the arguments; empty where there is none."""
    given = [word.partition("=")[2] if word.startswith("--dbname=") else word for word in words]
    url = [word for word in given if "://" in word]
    pairs = [word for word in given if re.match(r"(host|hostaddr|port|dbname|user)\s*=", word)]
    return url[0] if url else " ".join(pairs)


def options(words, variables):
    """Host, port and database as options and variables tell them."""
    given = variables if isinstance(variables, dict) else {}
    found = {name: _text(given[variable]) for variable, name in _VARIABLES.items() if given.get(variable)}
    for word, following in zip(words, words[1:] + [""]):
        name, _, value = word.partition("=")
        if name in _OPTIONS and "=" in word:
            found[_OPTIONS[name]] = value
        elif word in _OPTIONS and following:
            found[_OPTIONS[word]] = following
    return {} if connection_text(words) else found


def _name(word):
    return os.path.basename(word)


def _text(word):
    return os.fsdecode(word) if isinstance(word, (bytes, os.PathLike)) else str(word)
