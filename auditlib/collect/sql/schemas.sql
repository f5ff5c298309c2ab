-- Schemas of the user. Whom initdb gave the schema public is not the user's choice.
select
    n.oid::bigint as oid,
    n.nspname as schema,
    nullif(pg_catalog.quote_ident(n.nspname), n.nspname) as quoted,
    case when n.oid >= 16384 then pg_catalog.pg_get_userbyid(n.nspowner) end as owner
from {user_schemas} as n
order by n.nspname
