-- Triggers that a person made, on tables and views.
select
    t.oid::bigint as oid,
    c.nspname as schema,
    c.relname as table,
    t.tgname as trigger,
    pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.proname) as function,
    case when c.oid <> all ({locked}) then pg_catalog.pg_get_triggerdef(t.oid) end as definition,
    case t.tgenabled when 'O' then 'origin' when 'A' then 'always' when 'R' then 'replica' else 'disabled' end as enabled
from {relations} as c
join pg_catalog.pg_trigger as t on t.tgrelid = c.oid
join pg_catalog.pg_proc as p on p.oid = t.tgfoid
join pg_catalog.pg_namespace as pn on pn.oid = p.pronamespace
where not t.tgisinternal
order by c.nspname, c.relname, t.tgname
