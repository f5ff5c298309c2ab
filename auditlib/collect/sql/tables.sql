-- Tables, partitioned tables and foreign tables.
select
    c.oid::bigint as oid,
    c.nspname as schema,
    c.relname as table,
    nullif(pg_catalog.quote_ident(c.relname), c.relname) as quoted,
    case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' else 'foreign table' end as table_kind,
    case c.relpersistence when 'p' then 'permanent' when 'u' then 'unlogged' else 'temporary' end as persistence,
    parent.names as partition_of,
    case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as partition_key,
    pg_catalog.pg_get_expr(c.relpartbound, 0) as partition_bound,
    c.relrowsecurity as row_security,
    c.relforcerowsecurity as row_security_forced,
    case c.relreplident when 'd' then 'default' when 'f' then 'full' when 'n' then 'nothing' else 'index' end
        as replica_identity,
    (select pg_catalog.string_agg(o, ', ' order by o) from pg_catalog.unnest(c.reloptions) as o) as storage_options,
    -- The options of a TOAST table are set with the table's own.
    (select pg_catalog.string_agg(o, ', ' order by o) from pg_catalog.unnest(toast.reloptions) as o) as toast_options,
    m.amname as access_method,
    sp.spcname as tablespace,
    pg_catalog.format_type(nullif(c.reloftype, 0), null) as of_type,
    fs.srvname as foreign_server,
    {masked: ft.ftoptions} as foreign_options,
    pg_catalog.pg_get_userbyid(c.relowner) as owner,
    -- Never analyzed: -1, before 14 zero pages; then the activity statistics, where zero means nothing either.
    case
        when c.reltuples > 0 or c.relpages > 0 and c.reltuples = 0 then c.reltuples::bigint
        else nullif(pg_catalog.pg_stat_get_live_tuples(c.oid), 0)
    end as rows_estimate
from {relations} as c
left join pg_catalog.pg_am as m on m.oid = c.relam
left join pg_catalog.pg_class as toast on toast.oid = c.reltoastrelid and toast.reloptions is not null
left join pg_catalog.pg_tablespace as sp on sp.oid = c.reltablespace
left join pg_catalog.pg_foreign_table as ft on ft.ftrelid = c.oid
left join pg_catalog.pg_foreign_server as fs on fs.oid = ft.ftserver
left join (
    select
        i.inhrelid,
        pg_catalog.string_agg(
            pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.relname), ', ' order by i.inhseqno
        ) as names
    from pg_catalog.pg_inherits as i
    join pg_catalog.pg_class as p on p.oid = i.inhparent
    join pg_catalog.pg_namespace as n on n.oid = p.relnamespace
    group by i.inhrelid
) as parent on parent.inhrelid = c.oid
where c.relkind in ('r', 'p', 'f')
order by c.nspname, c.relname
