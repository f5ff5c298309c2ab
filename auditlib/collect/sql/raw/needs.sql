-- Who needs whom, each by a key of class, object and column number, as arrays in binary: there are many. The reader
-- resolves them, for the server's statistics of its own catalogs are often too stale for joins of this size.
select
    pg_catalog.array_send(pg_catalog.array_agg((d.classid::bigint << 48) + (d.objid::bigint << 16) + d.objsubid)) as keys,
    pg_catalog.array_send(pg_catalog.array_agg((d.refclassid::bigint << 48) + (d.refobjid::bigint << 16) + d.refobjsubid))
        as referenced_keys,
    pg_catalog.string_agg(d.deptype::text, '') as dependencies
from pg_catalog.pg_depend as d
where d.deptype in ('n', 'a', 'i', 'P')
    and d.refclassid <> 'pg_catalog.pg_namespace'::pg_catalog.regclass
    and d.objid >= 16384
