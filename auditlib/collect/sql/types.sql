-- Enums, domains, composite types and ranges that the user made.
select
    t.oid::bigint as oid,
    n.nspname as schema,
    t.typname as type,
    case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite' else 'range' end as type_kind,
    (
        select pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
        from pg_catalog.pg_enum as e
        where e.enumtypid = t.oid
    ) as labels,
    case
        when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod)
        when t.typtype = 'r' then pg_catalog.format_type(r.rngsubtype, null)
    end as base_type,
    case when t.typtype = 'd' then not t.typnotnull end as nullable,
    case when t.typtype = 'd' then t.typdefault end as default,
    case
        when t.typtype = 'd' then (
            select pg_catalog.string_agg(
                pg_catalog.quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid), ', ' order by k.conname
            )
            from pg_catalog.pg_constraint as k
            where k.contypid = t.oid and k.contype = 'c'
        )
        when t.typtype = 'c' then (
            select pg_catalog.string_agg(
                pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod),
                ', ' order by a.attnum
            )
            from pg_catalog.pg_attribute as a
            where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
        )
    end as checks,
    pg_catalog.pg_get_userbyid(t.typowner) as owner
from pg_catalog.pg_type as t
join {user_schemas} as n on n.oid = t.typnamespace
left join pg_catalog.pg_class as c on c.oid = t.typrelid
left join pg_catalog.pg_range as r on r.rngtypid = t.oid
where (t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and c.relkind = 'c')
    and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objid = t.oid and d.deptype = 'e'
    )
order by n.nspname, t.typname
