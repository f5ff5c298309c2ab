-- Indexes. Key columns and predicates are taken from the definition, where the server writes the columns' options too; one
-- that serves a key has the key's columns and needs no definition of its own (the server takes its time to write one).
select
    c.oid::bigint as oid,
    c.nspname as schema,
    c.relname as index,
    t.relname as table,
    k.conname as constraint,
    k.oid::bigint as constraint_oid,
    m.amname as method,
    i.indisunique as unique,
    {15: i.indnullsnotdistinct | false} as nulls_not_distinct,
    i.indisvalid as valid,
    (select pg_catalog.string_agg(o, ', ' order by o) from pg_catalog.unnest(c.reloptions) as o) as storage_options,
    sp.spcname as tablespace,
    i.indisclustered as clustered,
    i.indisreplident as replica_identity,
    case
        when i.indexprs is not null then (
            select pg_catalog.string_agg(a.attnum || ': ' || a.attstattarget, ', ' order by a.attnum)
            from pg_catalog.pg_attribute as a
            where a.attrelid = c.oid and a.attstattarget >= 0
        )
    end as statistics_targets,
    case
        when c.relispartition then (
            select pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.relname)
            from pg_catalog.pg_inherits as h
            join pg_catalog.pg_class as p on p.oid = h.inhparent
            join pg_catalog.pg_namespace as pn on pn.oid = p.relnamespace
            where h.inhrelid = c.oid
        )
    end as partition_of,
    case
        when i.indrelid <> all ({locked}) and k.contype is distinct from 'p' and k.contype is distinct from 'u'
            then pg_catalog.pg_get_indexdef(i.indexrelid)
    end as definition
from {relations} as c
join pg_catalog.pg_index as i on i.indexrelid = c.oid
join pg_catalog.pg_class as t on t.oid = i.indrelid
join pg_catalog.pg_am as m on m.oid = c.relam
left join pg_catalog.pg_tablespace as sp on sp.oid = c.reltablespace
left join pg_catalog.pg_constraint as k
    on k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')
where c.relkind in ('i', 'I')
    and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = t.oid and d.deptype = 'e'
    )
