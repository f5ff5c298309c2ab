-- Views and materialized views.
create table users (id integer);
create view people as select id from users;
create materialized view counted as select count(*) as n from users;
create access method heap_{here} type table handler heap_tableam_handler;
-- changed view_kind of view people
drop view people; create materialized view people as select id from users;
-- changed options of view people
alter view people set (check_option = local);
-- changed column_defaults of view people
alter view people alter id set default 3;
-- changed tablespace of view counted
alter materialized view counted set tablespace planted_space;
-- changed access_method of view counted
alter materialized view counted set access method heap_{here};
-- changed owner of view people
alter view people owner to pg_monitor;
