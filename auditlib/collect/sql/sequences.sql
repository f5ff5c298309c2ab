-- Sequences; the column that owns one is among the dependencies.
select
    c.oid::bigint as oid,
    c.nspname as schema,
    c.relname as sequence,
    pg_catalog.format_type(s.seqtypid, null) as data_type,
    s.seqstart as start,
    s.seqincrement as increment,
    s.seqmin as minimum,
    s.seqmax as maximum,
    s.seqcache as cache,
    s.seqcycle as cycles,
    case c.relpersistence when 'p' then 'permanent' when 'u' then 'unlogged' else 'temporary' end as persistence,
    pg_catalog.pg_get_userbyid(c.relowner) as owner
from {relations} as c
join pg_catalog.pg_sequence as s on s.seqrelid = c.oid
order by c.nspname, c.relname
