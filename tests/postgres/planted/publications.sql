-- Publications: they belong to the whole database.
create table users (id integer primary key, name text);
create table teams (id integer primary key);
create publication feed_{here} for table users;
create publication empty_{here};
-- extra publication more_{here} = publication extra
create publication more_{here} for table users;
-- missing publication feed_{here}
drop publication feed_{here};
-- changed all_tables of publication empty_{here}
drop publication empty_{here}; create publication empty_{here} for all tables;
-- changed tables of publication feed_{here}
alter publication feed_{here} set table users (id) where (id > 7), teams;
-- changed schemas of publication empty_{here}
alter publication empty_{here} add tables in schema {here};
-- changed operations of publication feed_{here}
alter publication feed_{here} set (publish = 'insert');
-- changed via_root of publication feed_{here}
alter publication feed_{here} set (publish_via_partition_root = true);
-- changed generated_columns of publication feed_{here}
alter publication feed_{here} set (publish_generated_columns = stored);
-- changed owner of publication feed_{here}
update pg_publication set pubowner = 'pg_monitor'::regrole where pubname = 'feed_{here}';
-- missing table teams
drop publication feed_{here}; drop table teams; create publication feed_{here} for table users;
-- read as
create table users (id integer, code integer);
create publication feed_{here} for table users (id, code) where (id > 7)
    with (publish = 'insert, delete', publish_via_partition_root = true);
alter publication feed_{here} set (publish = 'insert');
create schema {here}_t;
create publication whole_{here} for tables in schema {here}_t;
create table older () inherits (users);
create publication one_{here} for table only users;
/*
[[publications]]
publication = "feed_{here}"
all_tables = false
tables = "{here}.users (id, code) WHERE (id > 7)"
operations = "insert"
via_root = true

[[publications]]
publication = "one_{here}"
all_tables = false
tables = "{here}.users"
operations = "insert, update, delete, truncate"
via_root = false

[[publications]]
publication = "whole_{here}"
all_tables = false
schemas = "{here}_t"
operations = "insert, update, delete, truncate"
via_root = false
*/
