-- Constraints of tables, their columns by number. NOT NULL is an attribute of the column, though 18 has rows for it here.
select
    k.oid::bigint as oid,
    c.nspname as schema,
    c.relname as table,
    k.conname as constraint,
    case k.contype
        when 'p' then 'primary key' when 'u' then 'unique' when 'f' then 'foreign key'
        when 'c' then 'check' when 'x' then 'exclusion'
    end as constraint_kind,
    k.conrelid::bigint as relation,
    k.conkey::text as numbers,
    case when k.conrelid <> all ({locked}) then pg_catalog.pg_get_constraintdef(k.oid) end as definition,
    fn.nspname as referenced_schema,
    f.relname as referenced_table,
    k.confrelid::bigint as referenced_relation,
    k.confkey::text as referenced_numbers,
    case k.confupdtype
        when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade'
        when 'n' then 'set null' when 'd' then 'set default'
    end as on_update,
    case k.confdeltype
        when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade'
        when 'n' then 'set null' when 'd' then 'set default'
    end as on_delete,
    k.condeferrable as deferrable,
    k.condeferred as initially_deferred,
    k.convalidated as validated,
    {18: k.conenforced | true} as enforced,
    case k.confmatchtype when 'f' then 'full' when 'p' then 'partial' end as match_type,
    case
        when k.coninhcount > 0 then case when k.conislocal then 'inherited and local' else 'inherited' end
        -- Keys are never inherited; of a check it is a choice.
        when k.connoinherit and k.contype = 'c' then 'no inherit'
    end as inheritance
from {relations} as c
join pg_catalog.pg_constraint as k on k.conrelid = c.oid
left join pg_catalog.pg_class as f on f.oid = k.confrelid
left join pg_catalog.pg_namespace as fn on fn.oid = f.relnamespace
where k.contype in ('p', 'u', 'f', 'c', 'x')
