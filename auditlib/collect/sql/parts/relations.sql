-- Part: everything in pg_class that belongs to the user, members of extensions left out.
(
    select c.*, n.nspname
    from pg_catalog.pg_class as c
    join {user_schemas} as n on n.oid = c.relnamespace
    where not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
    )
)
