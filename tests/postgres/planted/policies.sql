-- Row level security policies.
create table users (id integer);
create policy own on users for update to pg_monitor using (id > 0) with check (id > 0);
-- extra policy more = policy extra
create policy more on users using (true);
-- missing policy own
drop policy own on users;
-- changed command of policy own
update pg_policy set polcmd = 'r' where polname = 'own' and polrelid = 'users'::regclass;
-- changed permissive of policy own
drop policy own on users; create policy own on users as restrictive for update to pg_monitor using (id > 0) with check (id > 0);
-- changed roles of policy own
alter policy own on users to public;
-- changed using_expression of policy own
alter policy own on users using (id > 1);
-- changed check_expression of policy own
alter policy own on users with check (id > 1);
-- read as
create table users (id integer);
create policy own on users as restrictive for update to pg_monitor, pg_read_all_data using (id > 0) with check (id > 1);
/*
[[policies]]
schema = "{here}"
table = "users"
policy = "own"
command = "update"
permissive = false
roles = "pg_monitor, pg_read_all_data"
using_expression = "(id > 0)"
check_expression = "(id > 1)"
*/
