-- How columns are stored, what the planner is told of them, and where they come from.
create table parent (id integer, note text);
create table child () inherits (parent);
create table alone (id integer, note text);
-- changed storage of column note
alter table alone alter note set storage external;
-- changed compression of column note
alter table alone alter note set compression pglz;
-- changed statistics_target of column note
alter table alone alter note set statistics 500;
-- changed options of column note
alter table alone alter note set (n_distinct = 7);
-- changed inheritance of column note
update pg_attribute set attislocal = true where attrelid = 'child'::regclass and attname = 'note';
