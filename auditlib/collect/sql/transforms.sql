-- Transforms.
select
    t.oid::bigint as oid,
    pg_catalog.format_type(t.trftype, null) as type,
    l.lanname as language,
    nullif(t.trffromsql, 0)::pg_catalog.regprocedure::text as from_sql,
    nullif(t.trftosql, 0)::pg_catalog.regprocedure::text as to_sql
from pg_catalog.pg_transform as t
join pg_catalog.pg_language as l on l.oid = t.trflang
order by type, l.lanname
