-- Text search parsers.
select
    p.oid::bigint as oid,
    n.nspname as schema,
    p.prsname as parser,
    pg_catalog.format(
        'start = %s, gettoken = %s, end = %s, headline = %s, lextypes = %s',
        p.prsstart, p.prstoken, p.prsend, p.prsheadline, p.prslextype
    ) as functions
from pg_catalog.pg_ts_parser as p
join {user_schemas} as n on n.oid = p.prsnamespace
order by n.nspname, p.prsname
