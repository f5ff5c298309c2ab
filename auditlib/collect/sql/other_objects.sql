-- Kinds that are seen and not compared yet, as the server identifies them.
with seen (classid, objid) as (
    select 'pg_catalog.pg_policy'::pg_catalog.regclass, oid from pg_catalog.pg_policy
    union all select 'pg_catalog.pg_rewrite'::pg_catalog.regclass, oid from pg_catalog.pg_rewrite where rulename <> '_RETURN'
    union all select 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, oid from pg_catalog.pg_statistic_ext
    union all select 'pg_catalog.pg_publication'::pg_catalog.regclass, oid from pg_catalog.pg_publication
    union all select 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, oid from pg_catalog.pg_event_trigger
    union all select 'pg_catalog.pg_operator'::pg_catalog.regclass, oid from pg_catalog.pg_operator
    union all select 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid from pg_catalog.pg_opclass
    union all select 'pg_catalog.pg_opfamily'::pg_catalog.regclass, oid from pg_catalog.pg_opfamily
    union all select 'pg_catalog.pg_cast'::pg_catalog.regclass, oid from pg_catalog.pg_cast
    union all select 'pg_catalog.pg_collation'::pg_catalog.regclass, oid from pg_catalog.pg_collation
    union all select 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid from pg_catalog.pg_conversion
    union all select 'pg_catalog.pg_language'::pg_catalog.regclass, oid from pg_catalog.pg_language
    union all select 'pg_catalog.pg_am'::pg_catalog.regclass, oid from pg_catalog.pg_am
    union all select 'pg_catalog.pg_transform'::pg_catalog.regclass, oid from pg_catalog.pg_transform
    union all select 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid from pg_catalog.pg_ts_config
    union all select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid from pg_catalog.pg_ts_dict
    union all select 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, oid from pg_catalog.pg_ts_parser
    union all select 'pg_catalog.pg_ts_template'::pg_catalog.regclass, oid from pg_catalog.pg_ts_template
    union all select 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid from pg_catalog.pg_foreign_data_wrapper
    union all select 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid from pg_catalog.pg_foreign_server
    union all select 'pg_catalog.pg_default_acl'::pg_catalog.regclass, oid from pg_catalog.pg_default_acl
)
select i.type as object_kind, coalesce(i.schema, '') as schema, i.identity as name
from seen as s
cross join lateral pg_catalog.pg_identify_object(s.classid, s.objid, 0) as i
-- What initdb made has a number below 16384; members of extensions and parts of other objects are left out.
where s.objid >= 16384 and i.identity is not null
    and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = s.classid and d.objid = s.objid and d.deptype in ('e', 'i')
    )
order by i.type, schema, i.identity
