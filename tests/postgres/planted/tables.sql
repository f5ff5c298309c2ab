-- What a table is and how it is stored.
create type shape as (id integer, note text);
create table plain (id integer, note text);
create table parent (id integer, note text);
create table owned (id serial primary key);
create table measured (id integer) partition by range (id);
create table measured_low partition of measured for values from (0) to (10);
create table split (id integer) partition by range (id);
create table clustered (id integer not null, code integer not null);
create access method heap_{here} type table handler heap_tableam_handler;
create foreign data wrapper files_{here};
create server one_{here} foreign data wrapper files_{here};
create server other_{here} foreign data wrapper files_{here};
create foreign table far (line text) server one_{here} options (filename 'a');
-- changed table_kind of table split
drop table split; create table split (id integer);
-- changed partition_key of table split
drop table split; create table split (id integer) partition by hash (id);
-- changed partition_bound of table measured_low
alter table measured detach partition measured_low; alter table measured attach partition measured_low for values from (0) to (20);
-- changed partition_of of table plain
alter table plain inherit parent;
-- changed row_security_forced of table plain
alter table plain force row level security;
-- changed toast_options of table plain
alter table plain set (toast.autovacuum_enabled = false);
-- changed access_method of table plain
alter table plain set access method heap_{here};
-- changed tablespace of table plain
alter table plain set tablespace planted_space;
-- changed of_type of table plain
alter table plain of shape;
-- changed owner of table owned = owner changed
alter table owned owner to pg_monitor;
-- changed persistence of table owned
alter table owned set unlogged;
-- changed foreign_server of table far
drop foreign table far; create foreign table far (line text) server other_{here} options (filename 'a');
-- changed foreign_options of table far
alter foreign table far options (set filename 'b');
-- changed foreign_options of column line
alter foreign table far alter line options (force_not_null 'true');
