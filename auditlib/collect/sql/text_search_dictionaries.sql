-- Text search dictionaries.
select
    d.oid::bigint as oid,
    n.nspname as schema,
    d.dictname as dictionary,
    pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.tmplname) as template,
    d.dictinitoption as options,
    pg_catalog.pg_get_userbyid(d.dictowner) as owner
from pg_catalog.pg_ts_dict as d
join {user_schemas} as n on n.oid = d.dictnamespace
join pg_catalog.pg_ts_template as t on t.oid = d.dicttemplate
join pg_catalog.pg_namespace as tn on tn.oid = t.tmplnamespace
order by n.nspname, d.dictname
