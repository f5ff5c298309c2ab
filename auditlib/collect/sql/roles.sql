-- Names of the roles that this database names, as the server keeps count of them.
select distinct r.rolname as role
from pg_catalog.pg_shdepend as s
join pg_catalog.pg_roles as r on r.oid = s.refobjid
where s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
    and s.dbid = (select d.oid from pg_catalog.pg_database as d where d.datname = pg_catalog.current_database())
order by r.rolname
