-- Transforms.
select
    t.oid::bigint as oid,
    pg_catalog.format_type(t.trftype, null) as type,
    l.lanname as language,
    nullif(t.trffromsql, 0)::pg_catalog.regprocedure::text as from_sql,
    nullif(t.trftosql, 0)::pg_catalog.regprocedure::text as to_sql,
    pg_catalog.format(
        'create transform for %s language %I (%s)', pg_catalog.format_type(t.trftype, null), l.lanname,
        pg_catalog.concat_ws(
            ', ', 'from sql with function ' || nullif(t.trffromsql, 0)::pg_catalog.regprocedure,
            'to sql with function ' || nullif(t.trftosql, 0)::pg_catalog.regprocedure
        )
    ) as ddl
from pg_catalog.pg_transform as t
join pg_catalog.pg_language as l on l.oid = t.trflang
order by type, l.lanname
