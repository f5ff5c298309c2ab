-- Extended statistics.
create table users (id integer, code integer, name text);
create statistics related on id, code from users;
-- extra statistics object more = statistics object extra
create statistics more on code, name from users;
-- missing statistics object related
drop statistics related;
-- changed definition of statistics object related
drop statistics related; create statistics related (ndistinct) on id, code from users;
-- changed target of statistics object related
alter statistics related set statistics 500;
-- changed owner of statistics object related
alter statistics related owner to pg_monitor;
-- read as
create table users (id integer, code integer);
create statistics related (ndistinct) on id, code from users;
alter statistics related set statistics 500;
/*
[[statistics_objects]]
schema = "{here}"
statistics = "related"
definition = "CREATE STATISTICS {here}.related (ndistinct) ON id, code FROM {here}.users"
target = 500
*/
