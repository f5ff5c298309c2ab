-- Languages that initdb did not make.
select
    l.oid::bigint as oid,
    l.lanname as language,
    l.lanpltrusted as trusted,
    nullif(l.lanplcallfoid, 0)::pg_catalog.regproc::text as handler,
    nullif(l.laninline, 0)::pg_catalog.regproc::text as inline_handler,
    nullif(l.lanvalidator, 0)::pg_catalog.regproc::text as validator,
    pg_catalog.pg_get_userbyid(l.lanowner) as owner
from pg_catalog.pg_language as l
where l.lanispl and l.oid >= 16384
order by l.lanname
