-- Locks of this transaction on relations of the user: the mode, the file that holds the relation, full scans so far.
-- $1 is the number of the youngest relation that is asked for.
-- A relation that the transaction dropped is still locked and has no name any more. Scans are counted as the transaction
-- ends, else they would be the next step's.
select
    l.relation::bigint as oid,
    n.nspname as schema,
    c.relname as relation,
    c.relkind::text as kind,
    l.mode,
    c.relfilenode::bigint as file,
    pg_catalog.pg_stat_get_xact_numscans(l.relation) as scans,
    pg_catalog.pg_stat_force_next_flush()::text as flushed
from pg_catalog.pg_locks as l
left join pg_catalog.pg_class as c on c.oid = l.relation
left join {user_schemas} as n on n.oid = c.relnamespace
where
    l.pid = pg_catalog.pg_backend_pid()
    and l.locktype = 'relation'
    and l.granted
    and l.relation <= any ($1::oid[])
    and (c.oid is null or n.oid is not null)
order by l.relation, l.mode
