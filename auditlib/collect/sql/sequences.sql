-- Sequences, with the column that owns them.
select
    c.nspname as schema,
    c.relname as sequence,
    case when tn.nspname <> c.nspname then pg_catalog.quote_ident(tn.nspname) || '.' else '' end
        || pg_catalog.quote_ident(t.relname) || '.' || pg_catalog.quote_ident(a.attname) as owned_by,
    pg_catalog.format_type(s.seqtypid, null) as data_type,
    s.seqstart as start,
    s.seqincrement as increment,
    s.seqmin as minimum,
    s.seqmax as maximum,
    s.seqcache as cache,
    s.seqcycle as cycles,
    pg_catalog.pg_get_userbyid(c.relowner) as owner
from {relations} as c
join pg_catalog.pg_sequence as s on s.seqrelid = c.oid
left join pg_catalog.pg_depend as d
    on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
left join pg_catalog.pg_class as t on t.oid = d.refobjid
left join pg_catalog.pg_namespace as tn on tn.oid = t.relnamespace
left join pg_catalog.pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
order by c.nspname, c.relname
