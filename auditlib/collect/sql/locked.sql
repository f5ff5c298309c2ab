-- What another session's exclusive lock would make us wait for: the locked relations (the table of a locked index), and
-- the views and functions that read them.
with held as (
    select distinct coalesce(i.indrelid, l.relation) as objid
    from pg_catalog.pg_locks as l
    left join pg_catalog.pg_index as i on i.indexrelid = l.relation
    where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and l.granted
        and l.pid <> pg_catalog.pg_backend_pid()
        and l.database = (select d.oid from pg_catalog.pg_database as d where d.datname = pg_catalog.current_database())
        and l.relation >= 16384
),
waiting (classid, objid) as (
    select 'pg_catalog.pg_class'::pg_catalog.regclass, h.objid from held as h
    union
    select 'pg_catalog.pg_class'::pg_catalog.regclass, w.ev_class
    from held as h
    join pg_catalog.pg_depend as d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = h.objid
    join pg_catalog.pg_rewrite as w on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and w.oid = d.objid
    union
    select d.classid, d.objid
    from held as h
    join pg_catalog.pg_depend as d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = h.objid
    where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
)
select w.objid::bigint as objid, i.type || ' ' || i.identity as label, i.schema, coalesce(c.relname, p.proname) as name
from waiting as w
cross join lateral pg_catalog.pg_identify_object(w.classid, w.objid, 0) as i
left join pg_catalog.pg_class as c on w.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and c.oid = w.objid
left join pg_catalog.pg_proc as p on w.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = w.objid
where i.identity is not null
order by objid
