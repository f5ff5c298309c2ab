-- Text search templates.
select
    t.oid::bigint as oid,
    n.nspname as schema,
    t.tmplname as template,
    pg_catalog.format('init = %s, lexize = %s', t.tmplinit, t.tmpllexize) as functions,
    pg_catalog.format('create text search template %I.%I (', n.nspname, t.tmplname) || pg_catalog.concat_ws(
        ', ', 'init = ' || nullif(t.tmplinit, 0)::pg_catalog.regproc, 'lexize = ' || nullif(t.tmpllexize, 0)::pg_catalog.regproc
    ) || ')' as ddl
from pg_catalog.pg_ts_template as t
join {user_schemas} as n on n.oid = t.tmplnamespace
order by n.nspname, t.tmplname
