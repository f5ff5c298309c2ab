-- Every user object that another frame names. Its key is made of class, object and column number: no key leaves the reader.
select
    ('pg_catalog.pg_class'::pg_catalog.regclass::bigint << 48) + (c.oid::bigint << 16) as key,
    case
        when c.relkind in ('r', 'p', 'f') then 'table' when c.relkind in ('v', 'm') then 'view'
        when c.relkind = 'S' then 'sequence' else 'index'
    end as kind,
    c.nspname as schema,
    case when c.relkind in ('r', 'p', 'f') then c.relname when c.relkind in ('i', 'I') then t.relname else '' end as table,
    c.relname as name
from {relations} as c
left join pg_catalog.pg_index as i on i.indexrelid = c.oid
left join pg_catalog.pg_class as t on t.oid = i.indrelid
where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I')
union all
select
    ('pg_catalog.pg_class'::pg_catalog.regclass::bigint << 48) + (a.attrelid::bigint << 16) + a.attnum,
    'column', c.nspname, c.relname, a.attname
from {relations} as c
join pg_catalog.pg_attribute as a on a.attrelid = c.oid
where c.relkind in ('r', 'p', 'f', 'v', 'm') and a.attnum > 0 and not a.attisdropped
union all
select
    ('pg_catalog.pg_constraint'::pg_catalog.regclass::bigint << 48) + (k.oid::bigint << 16),
    'constraint', c.nspname, c.relname, k.conname
from {relations} as c
join pg_catalog.pg_constraint as k on k.conrelid = c.oid
where k.contype in ('p', 'u', 'f', 'c', 'x')
union all
select
    ('pg_catalog.pg_trigger'::pg_catalog.regclass::bigint << 48) + (t.oid::bigint << 16),
    'trigger', c.nspname, c.relname, t.tgname
from {relations} as c
join pg_catalog.pg_trigger as t on t.tgrelid = c.oid
where not t.tgisinternal
union all
select
    ('pg_catalog.pg_type'::pg_catalog.regclass::bigint << 48) + (t.oid::bigint << 16),
    'type', n.nspname, '', t.typname
from pg_catalog.pg_type as t
join {user_schemas} as n on n.oid = t.typnamespace
left join pg_catalog.pg_class as c on c.oid = t.typrelid
where (t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and c.relkind = 'c')
union all
select
    ('pg_catalog.pg_proc'::pg_catalog.regclass::bigint << 48) + (p.oid::bigint << 16),
    'function', n.nspname, '',
    p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')'
from pg_catalog.pg_proc as p
join {user_schemas} as n on n.oid = p.pronamespace
union all
select
    ('pg_catalog.pg_namespace'::pg_catalog.regclass::bigint << 48) + (n.oid::bigint << 16),
    'schema', n.nspname, '', n.nspname
from {user_schemas} as n
