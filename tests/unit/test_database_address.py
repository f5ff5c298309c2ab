"""Every spelling of a database address that projects use, and no secret in what is shown of it."""

from __future__ import annotations

from pathlib import Path

import psycopg.conninfo
import pytest
import sqlalchemy as sa

from auditlib.config import secrets
from auditlib.config.database import Database, redact
from auditlib.errors import DatabaseError

SPELLINGS = {
    "postgresql://u:secret-1@h:5433/db": "user=u password=secret-1 host=h port=5433 dbname=db",
    "postgres://u@h/db": "user=u host=h dbname=db",
    "  postgresql://u@h/db\n": "user=u host=h dbname=db",
    "POSTGRESQL://u@h/db": "user=u host=h dbname=db",
    "jdbc:postgresql://h:5432/db?user=u&password=secret-2": "host=h port=5432 dbname=db user=u password=secret-2",
    "postgresql+asyncpg://u@h/db?ssl=require": "user=u host=h dbname=db sslmode=require",
    "postgresql+asyncpg://u@h/db?ssl=true&prepared_statement_cache_size=0": "user=u host=h dbname=db sslmode=require",
    "postgresql+asyncpg://u@h/db?ssl=false": "user=u host=h dbname=db sslmode=disable",
    "postgresql+psycopg2://u@/db?host=/run/pg": "user=u dbname=db host=/run/pg",
    "postgresql+psycopg://u@/db?host=a:5433&host=b": "user=u dbname=db host=a,b port=5433,",
    "postgresql+psycopg2cffi:///db": "dbname=db",
    "postgresql+pg8000://u@/db?unix_sock=/run/pg/.s.PGSQL.5433": "user=u dbname=db host=/run/pg port=5433",
    "postgresql+pg8000://u:p%40ss%2Fw@h/db": "user=u password=p@ss/w host=h dbname=db",
    "postgresql://u:p@ss/w@h/db": "user=u password=p@ss/w host=h dbname=db",
    "postgresql://u:a?b@h/db": "user=u password=a?b host=h dbname=db",
    "postgresql://h/db?options=-csearch_path%3Dapp": "host=h dbname=db options=-csearch_path=app",
    "postgresql://h1:1,h2:2/db?target_session_attrs=read-write": (
        "host=h1,h2 port=1,2 dbname=db target_session_attrs=read-write"
    ),
    "postgresql://[::1]:5433/db": "host=::1 port=5433 dbname=db",
    "postgresql://%2Frun%2Fpg/db": "host=/run/pg dbname=db",
    "postgresql://u%20x:p@h/my%20db": "host=h dbname='my db' user='u x' password=p",
    "postgresql://localhost": "host=localhost",
    "postgresql:///": "",
    "postgresql://u@h/db?schema=public&connection_limit=5&pgbouncer=true": "user=u host=h dbname=db",
    "host=h dbname=db user=u": "host=h dbname=db user=u",
    "host = h  dbname='my db' password='it\\'s'": "host=h dbname='my db' password='it\\'s'",
    "dbname=db options='-c search_path=app,public'": "dbname=db options='-c search_path=app,public'",
    "password=secret://3@x dbname=db": "password=secret://3@x dbname=db",
}


@pytest.mark.parametrize(("text", "expected"), SPELLINGS.items())
def test_spellings_are_understood(text: str, expected: str) -> None:
    """Each spelling gives what libpq calls the same, and libpq reads it back."""
    database = Database.parse(text)
    wanted = psycopg.conninfo.conninfo_to_dict(expected)
    assert psycopg.conninfo.conninfo_to_dict(database.conninfo()) == wanted


@pytest.mark.parametrize("text", [text for text in SPELLINGS if "://" in text.split("=")[0] and "," not in text])
def test_the_url_means_the_same(text: str) -> None:
    """A URL made from the parameters parses to the same parameters, and SQLAlchemy reads it."""
    database = Database.parse(text)
    again = database.url("psycopg2")
    sa.make_url(again)
    assert Database.parse(again).parameters == database.parameters


def test_pg8000_gets_its_own_word_for_a_socket() -> None:
    """pg8000 wants the socket's path, the others its folder."""
    database = Database.parse("host=/run/pg port=5433 user=u dbname=db")
    assert database.url("pg8000") == "postgresql+pg8000://u@/db?unix_sock=/run/pg/.s.PGSQL.5433"
    assert database.url() == "postgresql://u@/db?host=/run/pg&port=5433"


def test_what_only_a_driver_knows_is_named() -> None:
    """Options that libpq does not know are left out and said."""
    assert Database.parse("postgresql://h/db?schema=x&sslmode=require").ignored == ("schema",)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("mysql+pymysql://u:secret-4@h/db", "mysql"),
        ("sqlite:///secret-4.db", "sqlite"),
        ("mssql+pyodbc:///?odbc_connect=secret-4", "mssql"),
        ("secret-4", "neither a URL"),
        ("", "neither a URL"),
        ("host=h password=secret-4 '", "cannot be read"),
        ("postgresql://u:secret-4@[::1/db", "cannot be read"),
        ("postgresql://u:secret-4@h:port/db", "cannot be read"),
    ],
)
def test_other_addresses_are_refused_without_repeating_them(text: str, word: str) -> None:
    """The message says what is wrong and what to give, and holds no part of the secret."""
    with pytest.raises(DatabaseError) as raised:
        Database.parse(text)
    assert word in raised.value.what
    assert raised.value.next_step
    assert "secret-4" not in str(raised.value)


@pytest.mark.parametrize(
    "text", ["postgresql://u:hidden-5@h:5433/db", "host=h port=5433 user=u password=hidden-5 dbname=db"]
)
def test_nothing_shown_holds_the_password(text: str) -> None:
    """Neither repr nor label nor a text through redact shows it."""
    database = Database.parse(text)
    assert database.label == "u@h:5433/db"
    assert "hidden-5" not in f"{database!r} {database} {database.label}"
    assert "hidden-5" in database.conninfo()
    assert redact("connection with hidden-5 failed") == "connection with *** failed"


def test_redact_masks_every_spelling_of_a_known_secret() -> None:
    """A secret is masked raw, as in URLs and as in SQL."""
    Database.parse("host=h user=u password='p@ss w/o''rd' dbname=db".replace("''", "\\'"))
    for spelled in ("p@ss w/o'rd", "p%40ss%20w%2Fo%27rd", "p%40ss+w%2Fo%27rd", "p@ss w/o''rd"):
        assert redact(f"<{spelled}>") == "<***>"


def test_redact_leaves_names_alone() -> None:
    """A password equal to the user's or database's name is masked where it stands as a password only."""
    Database.parse("postgresql://shopkeeper:shopkeeper@h/shopkeeper")
    assert redact("table shopkeeper.orders") == "table shopkeeper.orders"
    assert redact("postgresql://shopkeeper:shopkeeper@h/db") == "postgresql://shopkeeper:***@h/db"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://u:pw@h/db and more", "postgresql://u:***@h/db and more"),
        ("url = postgresql+asyncpg://u:p@w/x@h:5/db?x=1", "url = postgresql+asyncpg://u:***@h:5/db?x=1"),
        ("'redis://:pw@h'", "'redis://:***@h'"),
        ("password=pw host=h", "password=*** host=h"),
        ("password = 'p w' host=h", "password = *** host=h"),
        ("sslpassword=pw", "sslpassword=***"),
        ("PGPASSWORD=pw psql", "PGPASSWORD=*** psql"),
        ('{"db_password": "p w", "a": 1}', '{"db_password": ***, "a": 1}'),
        ("create role r password 'it''s' login", "create role r password '***' login"),
        ("ALTER USER u WITH ENCRYPTED PASSWORD E'x'", "ALTER USER u WITH ENCRYPTED PASSWORD '***'"),
        ("create user mapping for u server s options (user 'x', password 'y')", None),
        ("ALTER ROLE r PASSWORD $p$x$p$ LOGIN", "ALTER ROLE r PASSWORD '***' LOGIN"),
        ("alter role r password U&'x'", "alter role r password '***'"),
        ("secret_key: abc", "secret_key: ***"),
        ("password := 'p w'; x := 1", "password := ***; x := 1"),
        ("{'password' => 'p w'}", "{'password' => ***}"),
        ("alter database d set app.jwt_secret to 'x y'", "alter database d set app.jwt_secret to ***"),
        ("os.getenv('DB_PASS', 'p w')", "os.getenv('DB_PASS', ***)"),
        ("password=environ.get(\"DB_PASSWORD\", 'x')", 'password=environ.get("DB_PASSWORD", ***)'),
        ("DB_PASS=x psql", "DB_PASS=*** psql"),
        ("cannot parse 'postgresql+psycopg2:/u:pw@h/db'", "cannot parse 'postgresql+psycopg2:/u:***@h/db'"),
        ("bypass = 1; compass: 2", "bypass = 1; compass: 2"),
        ("postgresql://u@h/db", "postgresql://u@h/db"),
        ("see https://example.org/a:b and user@host", "see https://example.org/a:b and user@host"),
        ("the column password is null", "the column password is null"),
        ('password authentication failed for user "u"', 'password authentication failed for user "u"'),
        ("", ""),
    ],
)
def test_redact_knows_passwords_by_the_words_around_them(text: str, expected: str | None) -> None:
    """What looks like a password is masked, what does not is left."""
    if expected is None:
        assert "'y'" not in redact(text)
    else:
        assert redact(text) == expected


def test_an_address_in_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """--database-env reads the variable and names it when it is missing."""
    monkeypatch.setenv("APP_DATABASE", "postgresql://u:hidden-6@h/db")
    assert Database.from_environment("APP_DATABASE").label == "u@h/db"
    monkeypatch.delenv("APP_DATABASE")
    with pytest.raises(DatabaseError, match="APP_DATABASE is not set"):
        Database.from_environment("APP_DATABASE")


@pytest.fixture
def service_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service file with two services."""
    file = tmp_path / "services"
    file.write_text("# ours\n[one]\nhost=h1\ndbname = db1\npassword=hidden-7\n\n[two]\nhost=h2\nuser=u2\n")
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    for variable in ("PGHOST", "PGUSER", "PGDATABASE", "PGPASSWORD", "PGPORT", "PGSERVICE", "PGHOSTADDR", "PGSSLMODE"):
        monkeypatch.delenv(variable, raising=False)
    return file


@pytest.mark.usefixtures("service_file")
def test_a_service_is_read_from_its_file() -> None:
    """The service's parameters are used, its password known to redact."""
    assert dict(Database.from_service("one").parameters) == {"host": "h1", "dbname": "db1", "password": "hidden-7"}
    assert Database.parse("service=two dbname=db").label == "u2@h2/db"
    assert redact("hidden-7") == "***"


@pytest.mark.usefixtures("service_file")
def test_an_unknown_service_is_a_clear_error() -> None:
    """The message names the service and the files looked into."""
    with pytest.raises(DatabaseError, match=r"service three stands in none .*services"):
        Database.from_service("three")


@pytest.mark.usefixtures("service_file")
def test_pg_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """PG* variables give the address, over the service they name."""
    with pytest.raises(DatabaseError, match="no PG\\* variable is set"):
        Database.from_pg_environment()
    monkeypatch.setenv("PGSERVICE", "one")
    monkeypatch.setenv("PGUSER", "me")
    monkeypatch.setenv("PGPASSWORD", "hidden-8")
    assert Database.from_pg_environment().label == "me@h1/db1"
    assert Database.from_pg_environment().parameters["password"] == "hidden-8"
    assert redact("hidden-8") == "***"


def test_short_secrets_are_not_masked_everywhere() -> None:
    """A password of three letters would mask half of every text."""
    secrets.remember("abc")
    assert redact("abcdef") == "abcdef"


@pytest.mark.parametrize("part", ["pwd", "password ", "a_pass", "password='", "password $a$", "get('secret"])
def test_redact_is_linear_in_hostile_text(part: str) -> None:
    """A comment or a docstring made to be slow is read to its end, and a secret behind it is masked."""
    assert redact(part * 20_000 + "\npostgresql://u:pw@h/db").endswith("u:***@h/db")


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("postgresql:///shop?host=/srv/secret-place/run", "local socket/shop"),
        ("host=/run/a,db.example dbname=shop user=u", "u@local socket,db.example/shop"),
        ("host=@abstract port=5433 dbname=shop", "local socket:5433/shop"),
    ],
)
def test_a_label_shows_no_folder(address: str, label: str) -> None:
    """The folder of a socket is a matter of one machine: reports and messages say that it is local."""
    assert Database.parse(address).label == label
