-- Columns of tables, partitions included. `quoted` is the name as SQL writes it, where that differs.
select
    c.oid::bigint as oid,
    a.attnum as number,
    c.nspname as schema,
    c.relname as table,
    a.attname as column,
    nullif(pg_catalog.quote_ident(a.attname), a.attname) as quoted,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
    not a.attnotnull as nullable,
    -- A default names no column: without its table the server need not open that, nor wait for its lock.
    case when a.attgenerated = '' then pg_catalog.pg_get_expr(d.adbin, 0) end as default,
    case a.attidentity when 'a' then 'always' when 'd' then 'by default' end as identity,
    case
        when a.attgenerated <> '' and d.adrelid <> all ({locked})
            then pg_catalog.pg_get_expr(d.adbin, d.adrelid) || case a.attgenerated when 'v' then ' virtual' else ' stored' end
    end as generated,
    case
        when a.attcollation <> t.typcollation
            then case when cn.nspname <> 'pg_catalog' then pg_catalog.quote_ident(cn.nspname) || '.' else '' end
                || pg_catalog.quote_ident(co.collname)
    end as collation,
    case
        when a.attstorage <> t.typstorage
            then case a.attstorage when 'p' then 'plain' when 'm' then 'main' when 'x' then 'extended' else 'external' end
    end as storage,
    case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
    -- Unset is -1 up to 16, null since.
    nullif(a.attstattarget, -1) as statistics_target,
    case
        when a.attoptions is not null
            then (select pg_catalog.string_agg(o, ', ' order by o) from pg_catalog.unnest(a.attoptions) as o)
    end as options,
    case when a.attfdwoptions is not null then {masked: a.attfdwoptions} end as foreign_options,
    case when a.attinhcount > 0 then case when a.attislocal then 'inherited and local' else 'inherited' end end as inheritance
from {relations} as c
join pg_catalog.pg_attribute as a on a.attrelid = c.oid
join pg_catalog.pg_type as t on t.oid = a.atttypid
left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join pg_catalog.pg_collation as co on co.oid = a.attcollation
left join pg_catalog.pg_namespace as cn on cn.oid = co.collnamespace
where c.relkind in ('r', 'p', 'f') and a.attnum > 0 and not a.attisdropped
