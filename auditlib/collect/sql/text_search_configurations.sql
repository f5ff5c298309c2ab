-- Text search configurations, with the dictionaries of each kind of token.
select
    c.oid::bigint as oid,
    n.nspname as schema,
    c.cfgname as configuration,
    pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.prsname) as parser,
    t.told as mappings,
    pg_catalog.pg_get_userbyid(c.cfgowner) as owner,
    pg_catalog.format('create text search configuration %I.%I (parser = %I.%I)', n.nspname, c.cfgname, pn.nspname, p.prsname) as ddl,
    t.ddl as ddl_after
from pg_catalog.pg_ts_config as c
join {user_schemas} as n on n.oid = c.cfgnamespace
join pg_catalog.pg_ts_parser as p on p.oid = c.cfgparser
join pg_catalog.pg_namespace as pn on pn.oid = p.prsnamespace
cross join lateral (
    select
        pg_catalog.string_agg(t.alias || ': ' || t.dictionaries, '; ' order by t.alias) as told,
        pg_catalog.string_agg(
            pg_catalog.format(
                'alter text search configuration %I.%I add mapping for %I with %s', n.nspname, c.cfgname, t.alias, t.dictionaries
            ), '; ' order by t.alias
        ) as ddl
    from (
        select k.alias, pg_catalog.string_agg(m.mapdict::pg_catalog.regdictionary::text, ', ' order by m.mapseqno) as dictionaries
        from pg_catalog.pg_ts_config_map as m
        join pg_catalog.ts_token_type(c.cfgparser) as k on k.tokid = m.maptokentype
        where m.mapcfg = c.oid
        group by k.alias
    ) as t
) as t
order by n.nspname, c.cfgname
