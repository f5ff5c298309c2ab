-- Sizes on disk. Apart from the tables, because the size functions wait for locks.
select
    c.nspname as schema,
    c.relname as table,
    case when c.oid <> all ({locked}) then pg_catalog.pg_table_size(c.oid) end as table_size_bytes,
    case when c.oid <> all ({locked}) then pg_catalog.pg_indexes_size(c.oid) end as index_size_bytes
from {relations} as c
where c.relkind in ('r', 'p')
order by c.nspname, c.relname
