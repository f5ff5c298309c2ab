-- Text search dictionaries.
select
    d.oid::bigint as oid,
    n.nspname as schema,
    d.dictname as dictionary,
    pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.tmplname) as template,
    d.dictinitoption as options,
    pg_catalog.pg_get_userbyid(d.dictowner) as owner,
    pg_catalog.format(
        'create text search dictionary %I.%I (template = %I.%I%s)', n.nspname, d.dictname, tn.nspname, t.tmplname,
        ', ' || d.dictinitoption
    ) as ddl
from pg_catalog.pg_ts_dict as d
join {user_schemas} as n on n.oid = d.dictnamespace
join pg_catalog.pg_ts_template as t on t.oid = d.dicttemplate
join pg_catalog.pg_namespace as tn on tn.oid = t.tmplnamespace
order by n.nspname, d.dictname
