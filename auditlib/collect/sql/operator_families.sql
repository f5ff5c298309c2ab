-- Operator families. Members of a type that a class of the family indexes are told with that class.
select
    f.oid::bigint as oid,
    n.nspname as schema,
    f.opfname as operator_family,
    m.amname as method,
    o.told as operators,
    p.told as functions,
    pg_catalog.pg_get_userbyid(f.opfowner) as owner,
    pg_catalog.format('create operator family %I.%I using %I', n.nspname, f.opfname, m.amname) as ddl,
    pg_catalog.format('alter operator family %I.%I using %I add ', n.nspname, f.opfname, m.amname)
        || nullif(pg_catalog.concat_ws(', ', o.items, p.items), '') as ddl_after
from pg_catalog.pg_opfamily as f
join {user_schemas} as n on n.oid = f.opfnamespace
join pg_catalog.pg_am as m on m.oid = f.opfmethod
cross join lateral (
    select
        pg_catalog.string_agg(o.amopstrategy || ' ' || o.amopopr::pg_catalog.regoperator, ', '
            order by o.amopstrategy, o.amopopr::pg_catalog.regoperator::text) as told,
        {operator_items} as items
    from pg_catalog.pg_amop as o
    where o.amopfamily = f.oid and (o.amoplefttype <> o.amoprighttype or not exists (
        select from pg_catalog.pg_opclass as k where k.opcfamily = f.oid and k.opcintype = o.amoplefttype
    ))
) as o
cross join lateral (
    select
        pg_catalog.string_agg(p.amprocnum || ' ' || p.amproc::pg_catalog.regprocedure, ', '
            order by p.amprocnum, p.amproc::pg_catalog.regprocedure::text) as told,
        {function_items} as items
    from pg_catalog.pg_amproc as p
    where p.amprocfamily = f.oid and (p.amproclefttype <> p.amprocrighttype or not exists (
        select from pg_catalog.pg_opclass as k where k.opcfamily = f.oid and k.opcintype = p.amproclefttype
    ))
) as p
order by n.nspname, f.opfname, m.amname
