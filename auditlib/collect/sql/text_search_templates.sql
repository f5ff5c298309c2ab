-- Text search templates.
select
    t.oid::bigint as oid,
    n.nspname as schema,
    t.tmplname as template,
    pg_catalog.format('init = %s, lexize = %s', t.tmplinit, t.tmpllexize) as functions
from pg_catalog.pg_ts_template as t
join {user_schemas} as n on n.oid = t.tmplnamespace
order by n.nspname, t.tmplname
