-- Transforms: they belong to the whole database, their types to a schema.
create type colour as enum ('red');
create type tone as enum ('red');
create function toned(internal) returns tone language internal immutable strict as 'enum_recv';
create transform for colour language sql (from sql with function pg_catalog.textlike_support(internal));
create transform for tone language sql (from sql with function pg_catalog.textlike_support(internal));
-- extra transform for {here}.colour language plpgsql
create transform for colour language plpgsql (from sql with function pg_catalog.textlike_support(internal));
-- missing transform for {here}.colour language sql
drop transform for colour language sql;
-- changed from_sql of transform for {here}.colour language sql
create or replace transform for colour language sql (from sql with function pg_catalog.texticlike_support(internal));
-- changed to_sql of transform for {here}.tone language sql
create or replace transform for tone language sql
    (from sql with function pg_catalog.textlike_support(internal), to sql with function toned(internal));
-- read as
create type tone as enum ('red');
create function tone_of(internal) returns tone language internal immutable strict as 'enum_recv';
create transform for tone language sql
    (from sql with function pg_catalog.textlike_support(internal), to sql with function tone_of(internal));
/*
[[transforms]]
type = "{here}.tone"
language = "sql"
from_sql = "textlike_support(internal)"
to_sql = "{here}.tone_of(internal)"
*/
