-- Members of extensions, by key.
select (d.classid::bigint << 48) + (d.objid::bigint << 16) as key, e.extname as extension
from pg_catalog.pg_depend as d
join pg_catalog.pg_extension as e on e.oid = d.refobjid
where d.deptype = 'e' and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
