-- Locks of this transaction on relations of the user: the mode, the file that holds the relation, full scans so far.
select
    c.oid::bigint as oid,
    n.nspname as schema,
    c.relname as relation,
    c.relkind::text as kind,
    l.mode,
    c.relfilenode::bigint as file,
    pg_catalog.pg_stat_get_xact_numscans(c.oid) as scans
from pg_catalog.pg_locks as l
join pg_catalog.pg_class as c on c.oid = l.relation
join {user_schemas} as n on n.oid = c.relnamespace
where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted
order by c.oid, l.mode
