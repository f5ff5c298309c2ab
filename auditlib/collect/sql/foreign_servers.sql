-- Foreign servers.
select
    s.oid::bigint as oid,
    s.srvname as server,
    w.fdwname as wrapper,
    s.srvtype as server_type,
    s.srvversion as server_version,
    {masked: s.srvoptions} as options,
    pg_catalog.pg_get_userbyid(s.srvowner) as owner
from pg_catalog.pg_foreign_server as s
join pg_catalog.pg_foreign_data_wrapper as w on w.oid = s.srvfdw
order by s.srvname
