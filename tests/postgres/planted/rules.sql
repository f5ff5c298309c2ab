-- Rewrite rules.
create table users (id integer);
create rule quiet as on delete to users do instead nothing;
-- extra rule more = rule extra
create rule more as on insert to users do instead nothing;
-- missing rule quiet
drop rule quiet on users;
-- changed event of rule quiet
create or replace rule quiet as on update to users do instead nothing;
-- changed instead of rule quiet
create or replace rule quiet as on delete to users do also nothing;
-- changed definition of rule quiet
create or replace rule quiet as on delete to users where old.id > 1 do instead nothing;
-- changed enabled of rule quiet
alter table users disable rule quiet;
-- read as
create table users (id integer);
create rule quiet as on delete to users do instead nothing;
alter table users enable always rule quiet;
/*
[[rules]]
schema = "{here}"
table = "users"
rule = "quiet"
event = "delete"
instead = true
definition = "CREATE RULE quiet AS\n    ON DELETE TO {here}.users DO INSTEAD NOTHING;"
enabled = "always"
*/
