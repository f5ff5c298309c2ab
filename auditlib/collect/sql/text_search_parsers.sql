-- Text search parsers.
select
    p.oid::bigint as oid,
    n.nspname as schema,
    p.prsname as parser,
    pg_catalog.format(
        'start = %s, gettoken = %s, end = %s, headline = %s, lextypes = %s',
        p.prsstart, p.prstoken, p.prsend, p.prsheadline, p.prslextype
    ) as functions,
    pg_catalog.format('create text search parser %I.%I (', n.nspname, p.prsname) || pg_catalog.concat_ws(
        ', ', 'start = ' || p.prsstart, 'gettoken = ' || p.prstoken, 'end = ' || p.prsend, 'lextypes = ' || p.prslextype,
        'headline = ' || nullif(p.prsheadline, 0)::pg_catalog.regproc
    ) || ')' as ddl
from pg_catalog.pg_ts_parser as p
join {user_schemas} as n on n.oid = p.prsnamespace
order by n.nspname, p.prsname
