-- Installed extensions. Our stand-ins say so in their control file, whose comment the server keeps.
select
    e.extname as extension,
    n.nspname as schema,
    e.extversion as version,
    coalesce(pg_catalog.obj_description(e.oid, 'pg_extension') like 'auditlib stand-in for %', false) as stand_in
from pg_catalog.pg_extension as e
join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
order by e.extname
