-- What stands around the relations that a statement names, before it runs: each with its role, the file that holds it
-- and the full scans so far. A statement that names none is about every table of a schema, or of all of them.
with user_schema as (
    select n.oid, n.nspname from {user_schemas} as n
),
named as (
    select c.oid, case when c.oid = pg_catalog.to_regclass(%(partition)s) then 'partition' else 'relation' end as role
    from pg_catalog.pg_class as c
    join user_schema as n on n.oid = c.relnamespace
    where
        c.oid = any (select pg_catalog.to_regclass(name) from unnest(%(names)s::text[]) as name)
        or c.oid = pg_catalog.to_regclass(%(partition)s)
        or (
            %(names)s::text[] = '{}'
            and c.relkind in ('r', 'm')
            and (%(schema)s::text is null or n.nspname = %(schema)s::text)
            and (not %(clustered)s or exists (
                select from pg_catalog.pg_index as i where i.indrelid = c.oid and i.indisclustered
            ))
        )
),
around as (
    select oid, role from named
    union
    select i.indrelid, 'table' from pg_catalog.pg_index as i join named on named.oid = i.indexrelid
    union
    select i.indexrelid, 'indexes' from pg_catalog.pg_index as i join named on named.oid = i.indrelid
)
select
    a.role,
    c.oid::bigint as oid,
    n.nspname as schema,
    c.relname as relation,
    c.relkind::text as kind,
    c.relfilenode::bigint as file,
    pg_catalog.pg_stat_get_numscans(c.oid) as scans
from around as a
join pg_catalog.pg_class as c on c.oid = a.oid
join user_schema as n on n.oid = c.relnamespace
order by n.nspname, c.relname, a.role
