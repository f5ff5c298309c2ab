-- Comments, by key; those that initdb made are left out.
select (d.classoid::bigint << 48) + (d.objoid::bigint << 16) + d.objsubid as key, d.description as comment
from pg_catalog.pg_description as d
where d.objoid >= 16384
    or d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.description <> 'standard public schema'
