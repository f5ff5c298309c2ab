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
    (
        select pg_catalog.string_agg(
            o.amopstrategy || ' ' || o.amopopr::pg_catalog.regoperator || case o.amoppurpose when 'o' then ' for ordering' else '' end,
            ', ' order by o.amopstrategy
        )
        from pg_catalog.pg_amop as o
        where o.amopfamily = f.oid and o.amoplefttype = k.opcintype and o.amoprighttype = k.opcintype
    ) as operators,
    (
        select pg_catalog.string_agg(p.amprocnum || ' ' || p.amproc::pg_catalog.regprocedure, ', ' order by p.amprocnum)
        from pg_catalog.pg_amproc as p
        where p.amprocfamily = f.oid and p.amproclefttype = k.opcintype and p.amprocrighttype = k.opcintype
    ) as functions,
    pg_catalog.pg_get_userbyid(k.opcowner) as owner
from pg_catalog.pg_opclass as k
join {user_schemas} as n on n.oid = k.opcnamespace
join pg_catalog.pg_am as m on m.oid = k.opcmethod
join pg_catalog.pg_opfamily as f on f.oid = k.opcfamily
join pg_catalog.pg_namespace as fn on fn.oid = f.opfnamespace
order by n.nspname, k.opcname, m.amname
