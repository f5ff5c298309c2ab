-- Casts that a person made: the server makes one from each range to its multirange.
select
    c.oid::bigint as oid,
    pg_catalog.format_type(c.castsource, null) as source_type,
    pg_catalog.format_type(c.casttarget, null) as target_type,
    nullif(c.castfunc, 0)::pg_catalog.regprocedure::text as function,
    case c.castcontext when 'e' then 'explicit' when 'a' then 'assignment' else 'implicit' end as context,
    case c.castmethod when 'f' then 'function' when 'i' then 'inout' else 'binary' end as method,
    pg_catalog.format(
        'create cast (%s as %s) %s%s', pg_catalog.format_type(c.castsource, null), pg_catalog.format_type(c.casttarget, null),
        case c.castmethod
            when 'f' then 'with function ' || c.castfunc::pg_catalog.regprocedure
            when 'i' then 'with inout' else 'without function'
        end,
        case c.castcontext when 'a' then ' as assignment' when 'i' then ' as implicit' end
    ) as ddl
from pg_catalog.pg_cast as c
where c.oid >= 16384
    and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'i'
    )
order by source_type, target_type
