-- Columns of views and composite types, which comments, privileges and dependencies name.
select c.oid::bigint as oid, a.attnum as number, c.nspname as schema, c.relname as table, a.attname as column
from {relations} as c
join pg_catalog.pg_attribute as a on a.attrelid = c.oid
where c.relkind in ('v', 'm', 'c') and a.attnum > 0 and not a.attisdropped
