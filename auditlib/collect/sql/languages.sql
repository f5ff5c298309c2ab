-- Languages that initdb did not make.
select
    l.oid::bigint as oid,
    l.lanname as language,
    l.lanpltrusted as trusted,
    nullif(l.lanplcallfoid, 0)::pg_catalog.regproc::text as handler,
    nullif(l.laninline, 0)::pg_catalog.regproc::text as inline_handler,
    nullif(l.lanvalidator, 0)::pg_catalog.regproc::text as validator,
    pg_catalog.pg_get_userbyid(l.lanowner) as owner,
    pg_catalog.concat(
        'create ', case when l.lanpltrusted then 'trusted ' end, 'language ', pg_catalog.quote_ident(l.lanname),
        ' handler ' || nullif(l.lanplcallfoid, 0)::pg_catalog.regproc,
        ' inline ' || nullif(l.laninline, 0)::pg_catalog.regproc,
        ' validator ' || nullif(l.lanvalidator, 0)::pg_catalog.regproc
    ) as ddl
from pg_catalog.pg_language as l
where l.lanispl and l.oid >= 16384
order by l.lanname
