-- Publications, with the tables and schemas that were named.
select
    p.oid::bigint as oid,
    p.pubname as publication,
    p.puballtables as all_tables,
    t.told as tables,
    s.told as schemas,
    o.told as operations,
    p.pubviaroot as via_root,
    case when {18: p.pubgencols = 's' | false} then 'stored' end as generated_columns,
    pg_catalog.pg_get_userbyid(p.pubowner) as owner,
    pg_catalog.format(
        'create publication %I%s with (publish = %L, publish_via_partition_root = %s%s)', p.pubname,
        case when p.puballtables then ' for all tables' else ' for ' || nullif(pg_catalog.concat_ws(', ', t.items, s.items), '') end,
        o.told, p.pubviaroot::text, case when {18: p.pubgencols = 's' | false} then ', publish_generated_columns = stored' end
    ) as ddl
from pg_catalog.pg_publication as p
cross join lateral (
    select
        pg_catalog.string_agg(r.name || coalesce(' WHERE ' || r.filter, ''), ', ' order by r.schema, r.table) as told,
        pg_catalog.string_agg('table only ' || r.name || coalesce(' where (' || r.filter || ')', ''), ', ' order by r.schema, r.table) as items
    from (
        select
            n.nspname as schema, c.relname as table,
            pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || coalesce(' (' || (
                select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum)
                from pg_catalog.pg_attribute as a
                where a.attrelid = c.oid and a.attnum = any (r.prattrs)
            ) || ')', '') as name,
            case when c.oid <> all ({locked}) then pg_catalog.pg_get_expr(r.prqual, r.prrelid) end as filter
        from pg_catalog.pg_publication_rel as r
        join pg_catalog.pg_class as c on c.oid = r.prrelid
        join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where r.prpubid = p.oid
    ) as r
) as t
cross join lateral (
    select
        pg_catalog.string_agg(pg_catalog.quote_ident(n.nspname), ', ' order by n.nspname) as told,
        pg_catalog.string_agg('tables in schema ' || pg_catalog.quote_ident(n.nspname), ', ' order by n.nspname) as items
    from pg_catalog.pg_publication_namespace as s
    join pg_catalog.pg_namespace as n on n.oid = s.pnnspid
    where s.pnpubid = p.oid
) as s
cross join lateral (
    select
        pg_catalog.concat_ws(
            ', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
            case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end
        ) as told
) as o
order by p.pubname
