-- Who needs whom, by key. A rule is its view, a default its column. (Keys are resolved by the reader: the server's
-- statistics of its own catalogs are too often stale for joins of this size.)
select
    case
        when w.oid is not null then ('pg_catalog.pg_class'::pg_catalog.regclass::bigint << 48) + (w.ev_class::bigint << 16)
        when f.oid is not null
            then ('pg_catalog.pg_class'::pg_catalog.regclass::bigint << 48) + (f.adrelid::bigint << 16) + f.adnum
        else (d.classid::bigint << 48) + (d.objid::bigint << 16) + d.objsubid
    end as key,
    (d.refclassid::bigint << 48) + (d.refobjid::bigint << 16) + d.refobjsubid as referenced_key,
    case d.deptype when 'n' then 'normal' when 'a' then 'automatic' when 'i' then 'internal' else 'partition' end as dependency
from pg_catalog.pg_depend as d
left join pg_catalog.pg_rewrite as w on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and w.oid = d.objid
left join pg_catalog.pg_attrdef as f on d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and f.oid = d.objid
where d.deptype in ('n', 'a', 'i', 'P')
    and d.refclassid <> 'pg_catalog.pg_namespace'::pg_catalog.regclass
    and d.objid >= 16384
