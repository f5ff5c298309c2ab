-- Access methods that initdb did not make.
select
    m.oid::bigint as oid,
    m.amname as access_method,
    case m.amtype when 'i' then 'index' else 'table' end as method_kind,
    m.amhandler::text as handler
from pg_catalog.pg_am as m
where m.oid >= 16384
order by m.amname
