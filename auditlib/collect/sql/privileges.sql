-- What was granted and revoked, by key: the access lists against those that owners and initdb give. An object whose list
-- was never touched has none, so that only the others are gone through.
with listed (class, objid, objsubid, type, owner, acl) as (
    select 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0, case c.relkind when 'S' then 's' else 'r' end, c.relowner, c.relacl
    from pg_catalog.pg_class as c where c.relacl is not null and c.oid >= 16384
    union all
    select 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid, a.attnum, 'c', c.relowner, a.attacl
    from pg_catalog.pg_attribute as a join pg_catalog.pg_class as c on c.oid = a.attrelid
    where a.attacl is not null and a.attrelid >= 16384 and not a.attisdropped
    union all
    select 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid, 0, 'n', n.nspowner, n.nspacl
    from pg_catalog.pg_namespace as n where n.nspacl is not null
    union all
    select 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 0, 'f', p.proowner, p.proacl
    from pg_catalog.pg_proc as p where p.proacl is not null and p.oid >= 16384
    union all
    select 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0, 'T', t.typowner, t.typacl
    from pg_catalog.pg_type as t where t.typacl is not null and t.oid >= 16384
    union all
    select 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, 0, 'l', l.lanowner, l.lanacl
    from pg_catalog.pg_language as l where l.lanacl is not null
    union all
    select 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid, 0, 'F', w.fdwowner, w.fdwacl
    from pg_catalog.pg_foreign_data_wrapper as w where w.fdwacl is not null
    union all
    select 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, 0, 'S', s.srvowner, s.srvacl
    from pg_catalog.pg_foreign_server as s where s.srvacl is not null
    union all
    select 'pg_catalog.pg_database'::pg_catalog.regclass, d.oid, 0, 'd', d.datdba, d.datacl
    from pg_catalog.pg_database as d where d.datacl is not null and d.datname = pg_catalog.current_database()
),
compared as (
    select l.class, l.objid, l.objsubid, l.acl, coalesce(i.initprivs, pg_catalog.acldefault(l.type::"char", l.owner)) as given
    from listed as l
    left join pg_catalog.pg_init_privs as i on i.classoid = l.class and i.objoid = l.objid and i.objsubid = l.objsubid
)
select
    (c.class::bigint << 48) + (c.objid::bigint << 16) + c.objsubid as key,
    case s.grantee when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(s.grantee)::text end as grantee,
    s.privilege_type as privilege,
    case when s.own then 'granted to' else 'revoked from' end as state,
    pg_catalog.bool_or(s.is_grantable) as grantable
from compared as c
cross join lateral (
    select a.grantee, a.privilege_type, a.is_grantable, true as own from pg_catalog.aclexplode(c.acl) as a
    where (a.grantee, a.privilege_type, a.is_grantable) not in (
        select g.grantee, g.privilege_type, g.is_grantable from pg_catalog.aclexplode(c.given) as g
    )
    union all
    select g.grantee, g.privilege_type, false, false from pg_catalog.aclexplode(c.given) as g
    where (g.grantee, g.privilege_type) not in (select a.grantee, a.privilege_type from pg_catalog.aclexplode(c.acl) as a)
) as s
group by c.class, c.objid, c.objsubid, s.grantee, s.privilege_type, s.own
