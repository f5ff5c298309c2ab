-- Enums, domains, composite types, ranges and base types that the user made.
select
    t.oid::bigint as oid,
    n.nspname as schema,
    t.typname as type,
    case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite' when 'r' then 'range' else 'base' end
        as type_kind,
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
                pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
                    || coalesce(' collate ' || nullif(a.attcollation, at.typcollation)::pg_catalog.regcollation, ''),
                ', ' order by a.attnum
            )
            from pg_catalog.pg_attribute as a
            join pg_catalog.pg_type as at on at.oid = a.atttypid
            where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
        )
    end as checks,
    case when t.typtype = 'd' then nullif(t.typcollation, b.typcollation)::pg_catalog.regcollation::text end as collation,
    case
        when t.typtype = 'r' then (
            select pg_catalog.format(
                'subtype_opclass = %s, collation = %s, canonical = %s, subtype_diff = %s, multirange = %s', k.opcname,
                nullif(r.rngcollation, 0)::pg_catalog.regcollation, nullif(r.rngcanonical, 0)::pg_catalog.regproc,
                nullif(r.rngsubdiff, 0)::pg_catalog.regproc,
                pg_catalog.format_type(r.rngmultitypid, null)
            )
            from pg_catalog.pg_opclass as k
            where k.oid = r.rngsubopc
        )
        when t.typtype = 'b' then pg_catalog.format(
            'input = %s, output = %s, receive = %s, send = %s, typmod_in = %s, typmod_out = %s, analyze = %s, subscript = %s, '
            'length = %s, by_value = %s, alignment = %s, storage = %s, category = %s, preferred = %s, delimiter = %s, '
            'element = %s, default = %s, collatable = %s',
            t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typmodout, t.typanalyze, t.typsubscript,
            t.typlen, t.typbyval, t.typalign, t.typstorage, t.typcategory, t.typispreferred, t.typdelim,
            pg_catalog.format_type(nullif(t.typelem, 0), null), pg_catalog.quote_literal(t.typdefault), t.typcollation <> 0
        )
    end as details,
    pg_catalog.pg_get_userbyid(t.typowner) as owner
from pg_catalog.pg_type as t
join {user_schemas} as n on n.oid = t.typnamespace
left join pg_catalog.pg_type as b on b.oid = t.typbasetype
left join pg_catalog.pg_class as c on c.oid = t.typrelid
left join pg_catalog.pg_range as r on r.rngtypid = t.oid
-- The server makes an array type beside each type, which it names as its element's.
where t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and c.relkind = 'c'
    or t.typtype = 'b' and t.typisdefined and not exists (select from pg_catalog.pg_type as e where e.typarray = t.oid)
order by n.nspname, t.typname
