"""Texts that turn notices off while they do something, and texts that only seem to."""

from __future__ import annotations

import pytest

from auditlib.collect.replay_silence import silences


@pytest.mark.parametrize(
    "text",
    [
        "do $$ begin set client_min_messages = error; create table if not exists a (); end $$",
        "do $$ begin perform set_config('client_min_messages', 'error', true); end $$",
        "do $$ declare x text; begin x := set_config('client_min_messages', 'error', true); end $$",
        "do $$ begin execute 'set client_min_messages = ' || 'warning'; end $$",
        "set client_min_messages = error; do $$ begin create table if not exists a (); end $$",
        "-- quietly\nset client_min_messages to 'ERROR'; create table if not exists a ()",
        "set local client_min_messages = warning; create table if not exists a (); reset client_min_messages",
        "select set_config('client_min_messages', 'error', false), f()",
        "select set_config('client_min_messages', level, false) from levels",
        "set client_min_messages = error; insert into a values (%s)",
        "insert into a select set_config('client_min_messages', 'error', false)",
    ],
)
def test_what_does_more_than_turning_notices_off_silences(text: str) -> None:
    """A block, a call beside it, or a statement after it in a text that is sent whole."""
    assert silences(text)


@pytest.mark.parametrize(
    "text",
    [
        "set client_min_messages = warning",
        "/* quietly */ set client_min_messages = error;",
        "select pg_catalog.set_config('client_min_messages'::text, 'error', false)",
        "select set_config('client_min_messages', %s, false)",
        "set client_min_messages = %s",
        "set client_min_messages = error; set lock_timeout = 0; reset client_min_messages; create table a ()",
        "create function f() returns int language sql set client_min_messages = warning as 'select 1'",
        "alter function f() set client_min_messages = warning",
        "alter role app set client_min_messages = warning",
        "alter database app set client_min_messages = warning; create table a ()",
        "do $$ begin set local client_min_messages = notice; create table if not exists a (); end $$",
        "do $$ begin raise warning '%', current_setting('client_min_messages'); end $$",
        "select set_config('search_path', 'client_min_messages', false), f()",
        "comment on table a is 'set client_min_messages = error'",
        "show client_min_messages",
    ],
)
def test_what_only_names_the_setting_silences_nothing(text: str) -> None:
    """It is set for later, set to a level at which notices come, set alone, read, or only spoken of."""
    assert not silences(text)
