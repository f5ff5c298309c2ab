-- Extended statistics.
select
    s.oid::bigint as oid,
    n.nspname as schema,
    s.stxname as statistics,
    case when s.stxrelid <> all ({locked}) then pg_catalog.pg_get_statisticsobjdef(s.oid) end as definition,
    -- Unset is -1 up to 16, null since.
    nullif(s.stxstattarget, -1) as target,
    pg_catalog.pg_get_userbyid(s.stxowner) as owner,
    pg_catalog.format('alter statistics %I.%I set statistics ', n.nspname, s.stxname) || nullif(s.stxstattarget, -1) as ddl_after
from pg_catalog.pg_statistic_ext as s
join {user_schemas} as n on n.oid = s.stxnamespace
order by n.nspname, s.stxname
