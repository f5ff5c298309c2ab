-- Part: rows `o` of pg_amop as items of CREATE OPERATOR CLASS.
pg_catalog.string_agg(
    pg_catalog.format('operator %s %s', o.amopstrategy, o.amopopr::pg_catalog.regoperator) || coalesce(
        (
            select pg_catalog.format(' for order by %I.%I', sn.nspname, s.opfname)
            from pg_catalog.pg_opfamily as s
            join pg_catalog.pg_namespace as sn on sn.oid = s.opfnamespace
            where s.oid = o.amopsortfamily
        ), ''
    ), ', ' order by o.amopstrategy, o.amopopr::pg_catalog.regoperator::text
)
