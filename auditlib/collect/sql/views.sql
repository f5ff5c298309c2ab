-- Views and materialized views.
select
    c.oid::bigint as oid,
    c.nspname as schema,
    c.relname as view,
    case c.relkind when 'v' then 'view' else 'materialized view' end as view_kind,
    case when c.oid <> all ({locked}) then pg_catalog.pg_get_viewdef(c.oid) end as definition,
    (select pg_catalog.string_agg(o, ', ' order by o) from pg_catalog.unnest(c.reloptions) as o) as options,
    case
        when c.oid <> all ({locked}) then (
            select pg_catalog.string_agg(
                pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.pg_get_expr(f.adbin, 0), ', ' order by a.attnum
            )
            from pg_catalog.pg_attrdef as f
            join pg_catalog.pg_attribute as a on a.attrelid = f.adrelid and a.attnum = f.adnum
            where f.adrelid = c.oid
        )
    end as column_defaults,
    sp.spcname as tablespace,
    m.amname as access_method,
    c.relispopulated as populated,
    pg_catalog.pg_get_userbyid(c.relowner) as owner
from {relations} as c
left join pg_catalog.pg_tablespace as sp on sp.oid = c.reltablespace
left join pg_catalog.pg_am as m on m.oid = c.relam
where c.relkind in ('v', 'm')
order by c.nspname, c.relname
