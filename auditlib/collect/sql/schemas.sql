-- Schemas of the user.
select n.oid::bigint as oid, n.nspname as schema, nullif(pg_catalog.quote_ident(n.nspname), n.nspname) as quoted, pg_catalog.pg_get_userbyid(n.nspowner) as owner
from {user_schemas} as n
where not exists (
    select from pg_catalog.pg_depend as d
    where d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.objid = n.oid and d.deptype = 'e'
)
order by n.nspname
