-- Subscriptions of this database. Only a superuser may read where they connect to, and we do not.
select
    s.oid::bigint as oid,
    s.subname as subscription,
    s.subenabled as enabled,
    (select pg_catalog.string_agg(p, ', ' order by p) from pg_catalog.unnest(s.subpublications) as p) as publications,
    s.subslotname as slot,
    s.subsynccommit as synchronous_commit,
    s.subbinary as binary,
    case s.substream::text when 't' then 'on' when 'p' then 'parallel' when 'true' then 'on' else 'off' end as streaming,
    s.subtwophasestate <> 'd' as two_phase,
    s.subdisableonerr as disable_on_error,
    {16: s.suborigin | 'any'} as origin,
    {16: s.subpasswordrequired | true} as password_required,
    {16: s.subrunasowner | true} as run_as_owner,
    {17: s.subfailover | false} as failover,
    pg_catalog.pg_get_userbyid(s.subowner) as owner
from pg_catalog.pg_subscription as s
where s.subdbid = (select d.oid from pg_catalog.pg_database as d where d.datname = pg_catalog.current_database())
order by s.subname
