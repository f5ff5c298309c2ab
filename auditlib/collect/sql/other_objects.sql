-- What is seen and not compared, as the server identifies it. Of a setting the name alone: its value may be a secret.
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
order by object_kind, schema, name
