-- Functions and what is said of them.
create type odd as enum ('a');
create transform for odd language sql (from sql with function pg_catalog.textlike_support(internal));
create function one(a integer default 1) returns integer language sql as 'select 1';
create function many() returns setof integer language sql as 'select 1';
create function like_one(text, text) returns boolean language sql as 'select $1 like $2';
create function with_odd(odd) returns integer language sql as 'select 1';
create function handler() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
-- changed function_kind of function one(a integer)
update pg_proc set prokind = 'w' where proname = 'one' and pronamespace = '{here}'::regnamespace;
-- changed returns of function many()
drop function many(); create function many() returns setof bigint language sql as 'select 1';
-- changed language of function one(a integer)
set check_function_bodies = off;
create or replace function one(a integer default 1) returns integer language plpgsql as 'select 1';
set check_function_bodies = on;
-- changed volatility of function one(a integer)
alter function one(integer) stable;
-- changed strict of function one(a integer)
alter function one(integer) strict;
-- changed security_definer of function one(a integer)
alter function one(integer) security definer;
-- changed settings of function one(a integer)
alter function one(integer) set work_mem = '8MB';
-- changed argument_defaults of function one(a integer)
create or replace function one(a integer default 2) returns integer language sql as 'select 1';
-- changed parallel of function one(a integer)
alter function one(integer) parallel safe;
-- changed leakproof of function one(a integer)
alter function one(integer) leakproof;
-- changed cost of function one(a integer)
alter function one(integer) cost 7;
-- changed rows of function many()
alter function many() rows 7;
-- changed support of function like_one(text, text)
alter function like_one(text, text) support pg_catalog.textlike_support;
-- changed library of function handler()
create or replace function handler() returns language_handler language c as 'plpgsql', 'plpgsql_call_handler';
-- changed transforms of function with_odd({here}.odd)
create or replace function with_odd(odd) returns integer language sql transform for type odd as 'select 1';
-- changed owner of function one(a integer)
alter function one(integer) owner to pg_monitor;
