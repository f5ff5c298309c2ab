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
    pg_catalog.pg_get_userbyid(c.collowner) as owner,
    pg_catalog.format('create collation %I.%I (', n.nspname, c.collname) || pg_catalog.concat_ws(
        ', ',
        case c.collprovider
            when 'c' then pg_catalog.format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype)
            when 'i' then pg_catalog.format('provider = icu, locale = %L', {17: c.colllocale | c.colliculocale})
            else pg_catalog.format('provider = builtin, locale = %L', {17: c.colllocale | c.colliculocale})
        end,
        case when not c.collisdeterministic then 'deterministic = false' end,
        'rules = ' || pg_catalog.quote_literal({16: c.collicurules | null})
    ) || ')' as ddl
from pg_catalog.pg_collation as c
join {user_schemas} as n on n.oid = c.collnamespace
order by n.nspname, c.collname
