-- Conversions between encodings.
select
    c.oid::bigint as oid,
    n.nspname as schema,
    c.conname as conversion,
    pg_catalog.pg_encoding_to_char(c.conforencoding) as from_encoding,
    pg_catalog.pg_encoding_to_char(c.contoencoding) as to_encoding,
    c.conproc::text as function,
    c.condefault as is_default,
    pg_catalog.pg_get_userbyid(c.conowner) as owner,
    pg_catalog.format(
        'create %sconversion %I.%I for %L to %L from %s', case when c.condefault then 'default ' end, n.nspname, c.conname,
        pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding), c.conproc
    ) as ddl
from pg_catalog.pg_conversion as c
join {user_schemas} as n on n.oid = c.connamespace
order by n.nspname, c.conname
