"""The address of a database, in whatever spelling a project writes it, without ever showing its password."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode

from auditlib.config.secrets import redact, remember
from auditlib.config.service_file import service_parameters
from auditlib.errors import DatabaseError

__all__ = ["Database", "redact", "remember"]

SPELLINGS = (
    "Give a URL (postgresql://user@host/name), a libpq string (host=… dbname=…), a service or PG* variables; "
    "--database-env NAME reads it from a variable."
)

# What libpq understands and an audit may need. Everything else in a URL is meant for a driver or a pool.
KEYWORDS = frozenset(
    (
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "password",
        "passfile",
        "require_auth",
        "channel_binding",
        "connect_timeout",
        "options",
        "keepalives",
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
        "tcp_user_timeout",
        "sslmode",
        "sslnegotiation",
        "sslcompression",
        "sslcert",
        "sslkey",
        "sslpassword",
        "sslcertmode",
        "sslrootcert",
        "sslcrl",
        "sslcrldir",
        "sslsni",
        "requirepeer",
        "ssl_min_protocol_version",
        "ssl_max_protocol_version",
        "krbsrvname",
        "gssencmode",
        "gssdelegation",
        "gsslib",
        "service",
        "target_session_attrs",
        "load_balance_hosts",
    )
)
PG_VARIABLES = {
    "PGHOST": "host",
    "PGHOSTADDR": "hostaddr",
    "PGPORT": "port",
    "PGDATABASE": "dbname",
    "PGUSER": "user",
    "PGPASSWORD": "password",
    "PGSERVICE": "service",
    "PGOPTIONS": "options",
    "PGSSLMODE": "sslmode",
    "PGSSLROOTCERT": "sslrootcert",
    "PGSSLCERT": "sslcert",
    "PGSSLKEY": "sslkey",
    "PGPASSFILE": "passfile",
    "PGTARGETSESSIONATTRS": "target_session_attrs",
    "PGCONNECT_TIMEOUT": "connect_timeout",
}
ADDRESSING = ("PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGUSER")
SSL_WORDS = {"true": "require", "1": "require", "false": "disable", "0": "disable", "no-verify": "require"}

_SCHEME = re.compile(r"^(?:jdbc:)?(?P<dialect>[a-z][\w.-]*)(?:\+(?P<driver>\w+))?:(?://)?", re.I)
_HOST = r"(?:\[[^]]*\]|[^/?@:,[\]]*)(?::\d*)?"
_TAIL = rf"(?P<hosts>{_HOST}(?:,{_HOST})*)(?:/(?P<name>[^?@]*))?(?:\?(?P<query>.*))?"
_STRICT = re.compile(rf"(?:(?P<user>[^:/?@]*)(?::(?P<password>[^/?@]*))?@)?{_TAIL}", re.S)
_LENIENT = re.compile(rf"(?P<user>[^:/?@]*):(?P<password>.*?)@{_TAIL}", re.S)
_PAIR = re.compile(
    r"\s*(?P<name>\w+)\s*=\s*(?:'(?P<quoted>(?:[^'\\]|\\.)*)'|(?P<plain>(?:[^\s'\\]|\\.)*))(?=\s|$)", re.S
)


@dataclass(frozen=True)
class Database:
    """Where a database is: libpq parameters, and the options of the URL that libpq does not know.

    Neither ``repr`` nor ``label`` shows a password; every password met is masked by ``redact`` from then on.
    """

    parameters: Mapping[str, str] = field(repr=False)
    ignored: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [self.parameters.get(name) for name in ("user", "dbname", "host")]
        for secret in ("password", "sslpassword"):
            remember(self.parameters.get(secret), except_for=names)

    def __repr__(self) -> str:
        return f"Database({self.label!r})"

    @property
    def label(self) -> str:
        """``user@host:port/name`` with what is known, never a password, nor the folder of a socket."""
        known = self.parameters
        user = f"{known['user']}@" if known.get("user") else ""
        named = known.get("host") or known.get("hostaddr") or ("" if known.get("service") else "localhost")
        host = ",".join("local socket" if each.startswith(("/", "@")) else each for each in named.split(","))
        port = f":{known['port']}" if known.get("port") and "," not in host and known["port"] != "5432" else ""
        service = f"service {known['service']} " if known.get("service") else ""
        return f"{service}{user}{host}{port}/{known.get('dbname', '')}".rstrip("/")

    @property
    def name(self) -> str:
        """Name of the database; libpq's own rule (the user's name) where none is given."""
        return self.parameters.get("dbname") or self.parameters.get("user", "")

    def conninfo(self) -> str:
        """The libpq string, password included: for a driver, never for print."""
        return " ".join(f"{name}={_quoted(value)}" for name, value in self.parameters.items())

    def url(self, driver: str = "") -> str:
        """The URL as SQLAlchemy spells it for a driver, password included: for a driver, never for print."""
        known = dict(self.parameters)
        user, password, host, port, name = (
            known.pop(key, "") for key in ("user", "password", "host", "port", "dbname")
        )
        login = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        network = host and not host.startswith("/") and "," not in host
        if not network and driver == "pg8000":
            known["unix_sock"] = f"{host or '/var/run/postgresql'}/.s.PGSQL.{port or 5432}"
        elif not network:
            known |= {key: value for key, value in (("host", host), ("port", port)) if value}
        address = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "") if network else ""
        query = f"?{urlencode(known, safe='/')}" if known else ""
        return f"{scheme}://{login}{'@' if login else ''}{address}/{quote(name, safe='')}{query}"

    def with_name(self, name: str) -> Database:
        """The same server, another database."""
        return Database({**self.parameters, "dbname": name}, self.ignored)

    @classmethod
    def parse(cls, text: str) -> Database:
        """The address that a URL or a libpq string gives.

        Raises ``DatabaseError`` where it is neither, or names another kind of database. The text is not repeated.
        """
        stripped = text.strip()
        scheme = _SCHEME.match(stripped)
        if scheme and ("://" in stripped or "=" not in stripped):
            _refuse_others(scheme["dialect"].lower())
            return _from_url(stripped[scheme.end() :])
        if "=" in stripped:
            return _from_pairs(stripped)
        raise DatabaseError("The address of the database is neither a URL nor a libpq string.", SPELLINGS)

    @classmethod
    def from_environment(cls, variable: str) -> Database:
        """The address in an environment variable. Raises ``DatabaseError`` where it is unset or cannot be read."""
        text = os.environ.get(variable, "")
        if not text.strip():
            raise DatabaseError(
                f"The environment variable {variable} is not set.", f"Set {variable} to the URL of the database."
            )
        return cls.parse(text)

    @classmethod
    def from_service(cls, name: str) -> Database:
        """The address of a service in libpq's service file. Raises ``DatabaseError`` where it has no such service."""
        return cls(_known(service_parameters(name)))

    @classmethod
    def from_pg_environment(cls) -> Database:
        """The address that libpq's PG* variables give. Raises ``DatabaseError`` where none is set."""
        if not any(os.environ.get(variable) for variable in ADDRESSING):
            raise DatabaseError("No database is named, and no PG* variable is set.", SPELLINGS)
        named = {keyword: os.environ.get(variable, "") for variable, keyword in PG_VARIABLES.items()}
        service = named.pop("service")
        return cls(_known({**(service_parameters(service) if service else {}), **_known(named)}))


def _refuse_others(dialect: str) -> None:
    if dialect not in {"postgres", "postgresql", "pgsql"}:
        raise DatabaseError(
            f"The database address is for {dialect}, and auditlib reads PostgreSQL.",
            "Give the URL of the PostgreSQL database that the application runs on.",
        )


def _from_url(rest: str) -> Database:
    # A password with an unencoded / or @ is accepted, as SQLAlchemy does.
    found = _STRICT.fullmatch(rest) or _LENIENT.fullmatch(rest)
    if not found:
        raise DatabaseError(
            "The URL of the database cannot be read.",
            "It is postgresql://USER:PASSWORD@HOST:PORT/NAME, the port a number; special characters of the password "
            "are written as %XX.",
        )
    query = parse_qsl(found["query"] or "", keep_blank_values=True)
    hosts = [host for host in found["hosts"].split(",") if host] or [value for name, value in query if name == "host"]
    parameters = _addresses(hosts)
    parameters |= {
        name: unquote(value)
        for name, value in (("user", found["user"]), ("password", found["password"]), ("dbname", found["name"]))
        if value
    }
    options = dict(_translated(name, value) for name, value in query if name != "host")
    socket = options.pop("unix_sock", "")
    if socket:
        folder, _, number = socket.rpartition("/.s.PGSQL.")
        parameters |= {"host": folder or socket, "port": number or "5432"}
    ignored = tuple(sorted(name for name in options if name not in KEYWORDS))
    return Database(parameters | _known(options), ignored)


def _addresses(hosts: list[str]) -> dict[str, str]:
    """Hosts with their ports as libpq lists them."""
    pairs = [re.fullmatch(r"(\[[^]]*\]|/.*|[^:]*)(?::(\d*))?", unquote(host)) for host in hosts]
    names = [pair[1].strip("[]") if pair else host for pair, host in zip(pairs, hosts, strict=True)]
    ports = [(pair[2] or "") if pair else "" for pair in pairs]
    found = {"host": ",".join(names)} if any(names) else {}
    if any(ports):
        found["port"] = ",".join(ports)
    return found


def _translated(name: str, value: str) -> tuple[str, str]:
    """A driver's option as libpq calls it."""
    if name in {"ssl", "sslmode"}:
        return "sslmode", SSL_WORDS.get(value.lower(), value)
    aliases = {"database": "dbname", "username": "user", "timeout": "connect_timeout"}
    return aliases.get(name, name), value


def _from_pairs(text: str) -> Database:
    pairs, place = {}, 0
    while place < len(text):
        found = _PAIR.match(text, place)
        if not found:
            raise DatabaseError(
                "The libpq string of the database cannot be read.", "Quote values with spaces: name='…'."
            )
        value = found["quoted"] if found["quoted"] is not None else found["plain"]
        pairs[found["name"]] = re.sub(r"\\(.)", r"\1", value)
        place = found.end() + (len(text[found.end() :]) - len(text[found.end() :].lstrip()))
    service = pairs.pop("service", "")
    known = {**(service_parameters(service) if service else {}), **pairs}
    return Database(_known(known), tuple(sorted(name for name in known if name not in KEYWORDS)))


def _known(parameters: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in parameters.items() if name in KEYWORDS and value}


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
