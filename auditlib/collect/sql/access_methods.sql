-- Access methods that initdb did not make.
select
    m.oid::bigint as oid,
    m.amname as access_method,
    case m.amtype when 'i' then 'index' else 'table' end as method_kind,
    m.amhandler::text as handler,
    pg_catalog.format(
        'create access method %I type %s handler %s', m.amname, case m.amtype when 'i' then 'index' else 'table' end, m.amhandler
    ) as ddl
from pg_catalog.pg_am as m
where m.oid >= 16384
order by m.amname
