-- Operators.
select
    o.oid::bigint as oid,
    n.nspname as schema,
    o.oprname as operator,
    case when o.oprleft = 0 then 'none' else pg_catalog.format_type(o.oprleft, null) end as left_type,
    case when o.oprright = 0 then 'none' else pg_catalog.format_type(o.oprright, null) end as right_type,
    pg_catalog.format_type(nullif(o.oprresult, 0), null) as returns,
    nullif(o.oprcode, 0)::pg_catalog.regproc::text as function,
    nullif(o.oprcom, 0)::pg_catalog.regoperator::text as commutator,
    nullif(o.oprnegate, 0)::pg_catalog.regoperator::text as negator,
    nullif(o.oprrest, 0)::pg_catalog.regproc::text as restriction,
    nullif(o.oprjoin, 0)::pg_catalog.regproc::text as join_estimator,
    o.oprcanhash as hashes,
    o.oprcanmerge as merges,
    pg_catalog.pg_get_userbyid(o.oprowner) as owner,
    pg_catalog.format('create operator %I.', n.nspname) || o.oprname || ' (' || pg_catalog.concat_ws(
        ', ',
        'function = ' || nullif(o.oprcode, 0)::pg_catalog.regproc,
        'leftarg = ' || pg_catalog.format_type(nullif(o.oprleft, 0), null),
        'rightarg = ' || pg_catalog.format_type(nullif(o.oprright, 0), null),
        'commutator = operator(' || nullif(o.oprcom, 0)::pg_catalog.regoper || ')',
        'negator = operator(' || nullif(o.oprnegate, 0)::pg_catalog.regoper || ')',
        'restrict = ' || nullif(o.oprrest, 0)::pg_catalog.regproc,
        'join = ' || nullif(o.oprjoin, 0)::pg_catalog.regproc,
        case when o.oprcanhash then 'hashes' end,
        case when o.oprcanmerge then 'merges' end
    ) || ')' as ddl
from pg_catalog.pg_operator as o
join {user_schemas} as n on n.oid = o.oprnamespace
order by n.nspname, o.oprname, left_type, right_type
