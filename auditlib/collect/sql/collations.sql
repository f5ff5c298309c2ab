-- Collations that the user made. Their version is that of the machine's library, and not compared.
select
    c.oid::bigint as oid,
    n.nspname as schema,
    c.collname as collation,
    case c.collprovider when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' else 'default' end as provider,
    c.collisdeterministic as deterministic,
    coalesce({17: c.colllocale | c.colliculocale}, c.collcollate) as locale,
    c.collctype as ctype,
    {16: c.collicurules | null} as rules,
    pg_catalog.pg_get_userbyid(c.collowner) as owner
from pg_catalog.pg_collation as c
join {user_schemas} as n on n.oid = c.collnamespace
order by n.nspname, c.collname
