-- Relations of the user, with the file that holds each: what stands before a statement.
select c.oid::bigint as oid, n.nspname as schema, c.relname as relation, c.relkind::text as kind, c.relfilenode::bigint as file
from pg_catalog.pg_class as c
join {user_schemas} as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm', 'i', 'I', 'S', 'v', 'f')
order by c.oid
