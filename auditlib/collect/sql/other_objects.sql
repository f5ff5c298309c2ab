-- What is seen and not compared, as the server identifies it. Of a setting the name alone: its value may be a secret.
-- Last what a person made of kinds that have no record here, such as a newer server may have.
select
    'security label' as object_kind,
    coalesce(i.schema, '') as schema,
    l.provider || ' on ' || i.type || ' ' || i.identity as name
from pg_catalog.pg_seclabel as l
cross join lateral pg_catalog.pg_identify_object(l.classoid, l.objoid, l.objsubid) as i
where i.identity is not null
union all
select
    'database setting', '',
    pg_catalog.split_part(g.setting, '=', 1) || case s.setrole when 0 then '' else ' of role ' || pg_catalog.pg_get_userbyid(s.setrole) end
from pg_catalog.pg_db_role_setting as s
cross join lateral pg_catalog.unnest(s.setconfig) as g (setting)
where
    s.setdatabase = (select d.oid from pg_catalog.pg_database as d where d.datname = pg_catalog.current_database())
    or (s.setdatabase = 0 and g.setting like 'search\_path=%')
union all
select i.type, coalesce(i.schema, ''), i.identity
from pg_catalog.pg_class as c
-- One catalog after another by the index of pg_depend, of which most rows are about recorded ones.
cross join lateral (
    select distinct d.classid, d.objid from pg_catalog.pg_depend as d where d.classid = c.oid and d.objid >= 16384
) as o
cross join lateral pg_catalog.pg_identify_object(o.classid, o.objid, 0) as i
where
    c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
    and c.relname <> all ({recorded})
    and i.identity is not null
    and not exists (
        select from pg_catalog.pg_depend as d where d.classid = o.classid and d.objid = o.objid and d.deptype = 'e'
    )
order by object_kind, schema, name
