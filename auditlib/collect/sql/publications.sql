-- Publications, with the tables and schemas that were named.
select
    p.oid::bigint as oid,
    p.pubname as publication,
    p.puballtables as all_tables,
    (
        select pg_catalog.string_agg(
            pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || coalesce(' (' || (
                select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum)
                from pg_catalog.pg_attribute as a
                where a.attrelid = c.oid and a.attnum = any (r.prattrs)
            ) || ')', '') || coalesce(
                ' WHERE ' || case when c.oid <> all ({locked}) then pg_catalog.pg_get_expr(r.prqual, r.prrelid) end, ''
            ), ', ' order by n.nspname, c.relname
        )
        from pg_catalog.pg_publication_rel as r
        join pg_catalog.pg_class as c on c.oid = r.prrelid
        join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where r.prpubid = p.oid
    ) as tables,
    (
        select pg_catalog.string_agg(pg_catalog.quote_ident(n.nspname), ', ' order by n.nspname)
        from pg_catalog.pg_publication_namespace as s
        join pg_catalog.pg_namespace as n on n.oid = s.pnnspid
        where s.pnpubid = p.oid
    ) as schemas,
    pg_catalog.concat_ws(
        ', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
        case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end
    ) as operations,
    p.pubviaroot as via_root,
    case when {18: p.pubgencols = 's' | false} then 'stored' end as generated_columns,
    pg_catalog.pg_get_userbyid(p.pubowner) as owner
from pg_catalog.pg_publication as p
order by p.pubname
