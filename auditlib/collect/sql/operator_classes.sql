-- Operator classes, with the members of their family that are of their type.
select
    k.oid::bigint as oid,
    n.nspname as schema,
    k.opcname as operator_class,
    m.amname as method,
    pg_catalog.format_type(k.opcintype, null) as input_type,
    pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.opfname) as family,
    k.opcdefault as is_default,
    pg_catalog.format_type(nullif(k.opckeytype, 0), null) as stored_type,
    o.told as operators,
    p.told as functions,
    pg_catalog.pg_get_userbyid(k.opcowner) as owner,
    pg_catalog.format(
        'create operator class %I.%I %sfor type %s using %I family %I.%I as %s', n.nspname, k.opcname,
        case when k.opcdefault then 'default ' end, pg_catalog.format_type(k.opcintype, null), m.amname, fn.nspname, f.opfname,
        pg_catalog.concat_ws(
            ', ', o.items, p.items,
            -- What is stored is the type itself where nothing is said; something has to be said.
            'storage ' || pg_catalog.format_type(
                case when k.opckeytype <> 0 then k.opckeytype when o.items is null and p.items is null then k.opcintype end, null
            )
        )
    ) as ddl
from pg_catalog.pg_opclass as k
join {user_schemas} as n on n.oid = k.opcnamespace
join pg_catalog.pg_am as m on m.oid = k.opcmethod
join pg_catalog.pg_opfamily as f on f.oid = k.opcfamily
join pg_catalog.pg_namespace as fn on fn.oid = f.opfnamespace
cross join lateral (
    select
        pg_catalog.string_agg(
            o.amopstrategy || ' ' || o.amopopr::pg_catalog.regoperator || case o.amoppurpose when 'o' then ' for ordering' else '' end,
            ', ' order by o.amopstrategy
        ) as told,
        {operator_items} as items
    from pg_catalog.pg_amop as o
    where o.amopfamily = f.oid and o.amoplefttype = k.opcintype and o.amoprighttype = k.opcintype
) as o
cross join lateral (
    select
        pg_catalog.string_agg(p.amprocnum || ' ' || p.amproc::pg_catalog.regprocedure, ', ' order by p.amprocnum) as told,
        {function_items} as items
    from pg_catalog.pg_amproc as p
    where p.amprocfamily = f.oid and p.amproclefttype = k.opcintype and p.amprocrighttype = k.opcintype
) as p
order by n.nspname, k.opcname, m.amname
