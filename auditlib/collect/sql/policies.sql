-- Row level security policies. Expressions of a table that is locked are left alone.
select
    p.oid::bigint as oid,
    c.nspname as schema,
    c.relname as table,
    p.polname as policy,
    case p.polcmd
        when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all'
    end as command,
    p.polpermissive as permissive,
    (
        select pg_catalog.string_agg(r.name, ', ' order by r.name collate "C")
        from (
            select case o when 0 then 'PUBLIC' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o)) end as name
            from pg_catalog.unnest(p.polroles) as o
        ) as r
    ) as roles,
    case when c.oid <> all ({locked}) then pg_catalog.pg_get_expr(p.polqual, p.polrelid) end as using_expression,
    case when c.oid <> all ({locked}) then pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) end as check_expression
from pg_catalog.pg_policy as p
join {relations} as c on c.oid = p.polrelid
order by c.nspname, c.relname, p.polname
