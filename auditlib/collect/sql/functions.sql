-- Functions, procedures, window functions and aggregates.
select
    p.oid::bigint as oid,
    n.nspname as schema,
    p.proname as function,
    pg_catalog.pg_get_function_identity_arguments(p.oid) as arguments,
    case p.prokind when 'f' then 'function' when 'p' then 'procedure' when 'a' then 'aggregate' else 'window' end
        as function_kind,
    pg_catalog.pg_get_function_result(p.oid) as returns,
    l.lanname as language,
    case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as volatility,
    p.proisstrict as strict,
    p.prosecdef as security_definer,
    (select pg_catalog.string_agg(o, ', ' order by o) from pg_catalog.unnest(p.proconfig) as o) as settings,
    case
        when p.prokind = 'a' then {aggregate_body}
        else {function_body}
    end as body,
    pg_catalog.pg_get_expr(p.proargdefaults, 0) as argument_defaults,
    case p.proparallel when 's' then 'safe' when 'r' then 'restricted' else 'unsafe' end as parallel,
    p.proleakproof as leakproof,
    p.procost::text as cost,
    case when p.proretset then p.prorows::text end as rows,
    nullif(p.prosupport, 0)::pg_catalog.regproc::text as support,
    p.probin as library,
    (select pg_catalog.string_agg(pg_catalog.format_type(t, null), ', ') from pg_catalog.unnest(p.protrftypes) as t) as transforms,
    pg_catalog.pg_get_userbyid(p.proowner) as owner
from pg_catalog.pg_proc as p
join {user_schemas} as n on n.oid = p.pronamespace
join pg_catalog.pg_language as l on l.oid = p.prolang
left join pg_catalog.pg_aggregate as g on g.aggfnoid = p.oid
-- The server makes the constructors of a range with its type.
where not exists (
    select from pg_catalog.pg_depend as d
    where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'i'
)
order by n.nspname, p.proname, arguments
