-- The column that owns each sequence.
select d.objid::bigint as oid, d.refobjid::bigint as owner, d.refobjsubid as number
from pg_catalog.pg_depend as d
where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = any ($1::oid[])
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0
