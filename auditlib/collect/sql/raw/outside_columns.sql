-- Columns of tables that are nobody's in the audit (an extension's, the system's) and that a foreign key names.
select c.oid::bigint as oid, a.attnum as number, pg_catalog.quote_ident(a.attname) as quoted
from pg_catalog.pg_constraint as k
join pg_catalog.pg_class as c on c.oid = k.confrelid
join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum = any (k.confkey)
where k.contype = 'f'
    and (
        c.relnamespace not in (select n.oid from {user_schemas} as n)
        or exists (
            select from pg_catalog.pg_depend as d
            where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
        )
    )
