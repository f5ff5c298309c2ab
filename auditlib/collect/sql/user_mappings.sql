-- Who is who on foreign servers, by the view that anybody may read: it shows the options only to those who may see them.
select
    u.umid::bigint as oid,
    u.srvname as server,
    u.usename as role,
    case
        when u.umoptions is null and not coalesce(
            (select r.rolsuper from pg_catalog.pg_roles as r where r.rolname = current_user)
            or pg_catalog.pg_has_role(s.srvowner, 'USAGE'), false
        ) then '(not readable)'
        else {masked: u.umoptions}
    end as options
from pg_catalog.pg_user_mappings as u
join pg_catalog.pg_foreign_server as s on s.oid = u.srvid
order by u.srvname, u.usename
