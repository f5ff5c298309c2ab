"""What a revision does beyond the schema is told by what it sent: on roles, sessions, the server, its transaction."""

from __future__ import annotations

import pandas as pd
import pytest

from auditlib.collect.scratch import Server
from auditlib.frames.all import FRAMES
from auditlib.rules import registry
from tests.postgres.chains import REVISION, Chain, replayed

FIRST_LINE = REVISION.partition("{body}")[0].count("\n") + 1
SENT = {
    "role": ("HIS031", 3, "create role keeper", "grant keeper to current_user", "set role keeper"),
    "back": ("", 0, "set role none", "reset role", "set role to default"),
    "rights": ("HIS031", 1, "create role maker createdb"),
    "login": ("", 0, "create role reader nosuperuser login"),
    "others": ("HIS031", 1, "select pg_cancel_backend(0)"),
    "owned": ("HIS031", 1, "reassign owned by reader to current_user"),
    "server": ("HIS031", 1, "alter system set work_mem = '8MB'"),
    "commits": ("HIS032", 2, "create table a (id int)", "COMMIT", "create index concurrently a_id on a (id)"),
    "undoes": ("", 0, "savepoint here", "create table b (id int)", "rollback to savepoint here"),
}


@pytest.fixture(scope="module")
def found(server: Server, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The findings on a chain of them all."""
    chain = Chain(tmp_path_factory.mktemp("beyond"))
    for name, (_code, _place, *texts) in SENT.items():
        chain.add(name, "\n".join(f"op.execute({text!r})" for text in texts))
    frames = replayed(server, chain, None)
    return registry.findings({name: frame.empty() for name, frame in FRAMES.items()} | frames)


@pytest.mark.parametrize("name", SENT)
def test_it_is_a_finding_with_its_line(found: pd.DataFrame, name: str) -> None:
    """One finding a revision and kind, on the line of the statement; nothing for what keeps within."""
    code, place, *_texts = SENT[name]
    told = found[found["rule"].isin(["HIS031", "HIS032"]) & found["revision"].eq(name)]
    lines = told["line"].astype(int) - FIRST_LINE + 1
    assert list(zip(told["rule"], lines, strict=True)) == [(code, place)] * bool(code)
