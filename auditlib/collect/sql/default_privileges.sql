-- What roles grant and revoke on objects that they will make. Without a schema the list stands in place of the server's
-- own defaults, with one it adds to them.
with listed as (
    select
        coalesce(n.nspname, '') as schema,
        pg_catalog.pg_get_userbyid(d.defaclrole)::text as role,
        case d.defaclobjtype
            when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
            when 'n' then 'schemas' else 'large objects'
        end as objects,
        d.defaclacl as acl,
        case
            when d.defaclnamespace = 0
                then pg_catalog.acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end, d.defaclrole)
        end as given
    from pg_catalog.pg_default_acl as d
    left join pg_catalog.pg_namespace as n on n.oid = d.defaclnamespace
)
select
    l.schema,
    l.role,
    l.objects,
    case s.grantee when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(s.grantee)::text end as grantee,
    s.privilege_type as privilege,
    case when s.own then 'granted to' else 'revoked from' end as state,
    pg_catalog.bool_or(s.is_grantable) as grantable
from listed as l
cross join lateral (
    select a.grantee, a.privilege_type, a.is_grantable, true as own from pg_catalog.aclexplode(l.acl) as a
    where (a.grantee, a.privilege_type, a.is_grantable) not in (
        select g.grantee, g.privilege_type, g.is_grantable from pg_catalog.aclexplode(l.given) as g
    )
    union all
    select g.grantee, g.privilege_type, false, false from pg_catalog.aclexplode(l.given) as g
    where (g.grantee, g.privilege_type) not in (select a.grantee, a.privilege_type from pg_catalog.aclexplode(l.acl) as a)
) as s
group by l.schema, l.role, l.objects, s.grantee, s.privilege_type, s.own
