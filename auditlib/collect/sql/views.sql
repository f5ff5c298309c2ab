-- Views and materialized views.
select
    c.oid::bigint as oid,
    c.nspname as schema,
    c.relname as view,
    case c.relkind when 'v' then 'view' else 'materialized view' end as view_kind,
    case when c.oid <> all ({locked}) then pg_catalog.pg_get_viewdef(c.oid) end as definition,
    (select pg_catalog.string_agg(o, ', ' order by o) from pg_catalog.unnest(c.reloptions) as o) as options,
    pg_catalog.pg_get_userbyid(c.relowner) as owner
from {relations} as c
where c.relkind in ('v', 'm')
order by c.nspname, c.relname
