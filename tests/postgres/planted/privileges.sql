-- What roles may do.
create table users (id integer, name text);
create function one() returns integer language sql as 'select 1';
create sequence tickets;
create type mood as enum ('sad');
create view people as select id from users;
create foreign data wrapper files_{here};
create server far_{here} foreign data wrapper files_{here};
grant select on users to pg_monitor;
alter default privileges in schema {here} grant select on tables to pg_monitor;
-- extra privilege INSERT granted to pg_monitor on table users = GRANT extra
grant insert on users to pg_monitor;
-- missing privilege SELECT granted to pg_monitor on table users
revoke select on users from pg_monitor;
-- changed grantable of privilege SELECT granted to pg_monitor on table users
grant select on users to pg_monitor with grant option;
-- extra privilege SELECT granted to PUBLIC on column name
grant select (name) on users to public;
-- extra privilege EXECUTE revoked from PUBLIC on function one()
revoke execute on function one() from public;
-- extra privilege USAGE granted to PUBLIC on sequence tickets
grant usage on sequence tickets to public;
-- extra privilege USAGE revoked from PUBLIC on type mood
revoke usage on type mood from public;
-- extra privilege SELECT granted to PUBLIC on view people
grant select on people to public;
-- extra privilege USAGE granted to PUBLIC on schema {here}
grant usage on schema {here} to public;
-- extra privilege USAGE granted to PUBLIC on foreign server far_{here}
grant usage on foreign server far_{here} to public;
-- extra default privilege EXECUTE granted to pg_monitor on functions of postgres
alter default privileges in schema {here} grant execute on functions to pg_monitor;
-- missing default privilege SELECT granted to pg_monitor on tables of postgres
alter default privileges in schema {here} revoke select on tables from pg_monitor;
-- changed grantable of default privilege SELECT granted to pg_monitor on tables of postgres
alter default privileges in schema {here} grant select on tables to pg_monitor with grant option;
-- read as
create type colour as enum ('red');
create function toned(colour) returns text language sql as 'select $1::text';
create table users (id integer);
grant select on users to pg_monitor with grant option;
revoke execute on function toned(colour) from public;
alter default privileges in schema {here} grant insert on tables to pg_read_all_data;
/*
[[privileges]]
object_kind = "function"
schema = "{here}"
table = ""
name = "toned({here}.colour)"
grantee = "PUBLIC"
privilege = "EXECUTE"
state = "revoked from"
grantable = false

[[privileges]]
object_kind = "table"
schema = "{here}"
table = "users"
name = "users"
grantee = "pg_monitor"
privilege = "SELECT"
state = "granted to"
grantable = true

[[default_privileges]]
schema = "{here}"
role = "postgres"
objects = "tables"
grantee = "pg_read_all_data"
privilege = "INSERT"
state = "granted to"
grantable = false
*/
