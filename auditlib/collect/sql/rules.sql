-- Rewrite rules that a person made.
select
    w.oid::bigint as oid,
    c.nspname as schema,
    c.relname as table,
    w.rulename as rule,
    case w.ev_type when '1' then 'select' when '2' then 'update' when '3' then 'insert' else 'delete' end as event,
    w.is_instead as instead,
    case when c.oid <> all ({locked}) then pg_catalog.pg_get_ruledef(w.oid) end as definition,
    case w.ev_enabled when 'O' then 'origin' when 'A' then 'always' when 'R' then 'replica' else 'disabled' end as enabled,
    pg_catalog.format('alter table %I.%I ', c.nspname, c.relname)
        || case w.ev_enabled when 'A' then 'enable always' when 'R' then 'enable replica' when 'D' then 'disable' end
        || pg_catalog.format(' rule %I', w.rulename) as ddl_after
from pg_catalog.pg_rewrite as w
join {relations} as c on c.oid = w.ev_class
where w.rulename <> '_RETURN'
order by c.nspname, c.relname, w.rulename
