-- One object of each rare kind, in one schema: what test_catalog_rare_kinds.py reads back value by value.
create schema s;
set search_path = s, pg_catalog;
create table users (id integer, code integer, name text);

create policy own on users as restrictive for update to pg_monitor, pg_read_all_data using (id > 0) with check (id > 1);
create rule quiet as on delete to users do instead nothing;
alter table users enable always rule quiet;

create function watch() returns event_trigger language plpgsql as 'begin end';
create event trigger watching on ddl_command_end when tag in ('DROP TABLE', 'ALTER TABLE') execute function watch();
alter event trigger watching enable replica;

create function same(integer, integer) returns boolean language internal immutable strict as 'int4eq';
create function other(integer, integer) returns boolean language internal immutable strict as 'int4ne';
create operator <=!> (
    leftarg = integer, rightarg = integer, function = other, restrict = neqsel, join = neqjoinsel,
    commutator = operator(s.<=!>)
);
create operator === (
    leftarg = integer, rightarg = integer, function = same, restrict = eqsel, join = eqjoinsel, hashes, merges,
    commutator = operator(s.===), negator = operator(s.<=!>)
);

create operator family numbers using btree;
alter operator family numbers using btree add
    operator 1 < (integer, bigint), function 1 (integer, bigint) btint48cmp(integer, bigint);
create operator family shapes using gist;
create operator class by_number for type oid using btree family numbers as
    operator 1 <, operator 3 =, function 1 btoidcmp(oid, oid);
create operator class loose default for type integer using gist family shapes as operator 3 =, storage bigint;

create type colour as enum ('red');
create type tone as enum ('red');
create function toned(colour) returns tone language sql as 'select $1::text::tone';
create cast (colour as tone) with function toned(colour) as assignment;
create cast (tone as colour) with inout as implicit;

create default conversion latin for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
create collation plain (lc_collate = 'C', lc_ctype = 'POSIX');

create trusted language talk handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
create access method tree type index handler bthandler;
create function tone_of(internal) returns tone language internal immutable strict as 'enum_recv';
create transform for tone language sql
    (from sql with function textlike_support(internal), to sql with function tone_of(internal));

create text search parser letters
    (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
create text search template stems (init = dsimple_init, lexize = dsimple_lexize);
create text search dictionary known (template = stems, accept = false);
create text search configuration words (parser = letters);
alter text search configuration words add mapping for word, email with known, simple;

create function check_options(text[], oid) returns boolean language sql as 'select true';
create foreign data wrapper files validator check_options options (password 'a secret', host 'a');
create server far type 'a' version '1' foreign data wrapper files options (port '1', host 'a');
create user mapping for public server far options (user 'a', password 'a secret');

create statistics related (ndistinct) on id, code from users;
alter statistics related set statistics 500;

create publication feed for table users (id, code) where (id > 7)
    with (publish = 'insert, delete', publish_via_partition_root = true);
alter publication feed set (publish = 'insert');
create schema t;
create publication whole for tables in schema t;
create subscription taken connection 'dbname=nowhere password=hidden' publication b, a
    with (connect = false, slot_name = 'kept', binary = true, streaming = on, disable_on_error = true,
        synchronous_commit = 'remote_apply');

grant select on users to pg_monitor with grant option;
revoke execute on function toned(colour) from public;
alter default privileges in schema s grant insert on tables to pg_read_all_data;
