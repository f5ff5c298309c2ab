-- Event triggers, but for those with which scratch tells us what a statement touches.
select
    e.oid::bigint as oid,
    e.evtname as event_trigger,
    e.evtevent as event,
    (select pg_catalog.string_agg(t, ', ' order by t) from pg_catalog.unnest(e.evttags) as t) as tags,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname) as function,
    case e.evtenabled when 'O' then 'origin' when 'A' then 'always' when 'R' then 'replica' else 'disabled' end as enabled,
    pg_catalog.pg_get_userbyid(e.evtowner) as owner,
    pg_catalog.format(
        'create event trigger %I on %s%s execute function %I.%I()', e.evtname, e.evtevent,
        ' when tag in (' || (
            select pg_catalog.string_agg(pg_catalog.quote_literal(t), ', ' order by t) from pg_catalog.unnest(e.evttags) as t
        ) || ')', n.nspname, p.proname
    ) as ddl,
    pg_catalog.format('alter event trigger %I ', e.evtname)
        || case e.evtenabled when 'A' then 'enable always' when 'R' then 'enable replica' when 'D' then 'disable' end as ddl_after
from pg_catalog.pg_event_trigger as e
join pg_catalog.pg_proc as p on p.oid = e.evtfoid
join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
where n.nspname <> 'pg_catalog' or p.proname not in ('auditlib_touched', 'auditlib_dropped')
order by e.evtname
