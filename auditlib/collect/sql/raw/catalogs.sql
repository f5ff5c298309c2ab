-- The catalogs themselves: the class of an object's key is the oid of its catalog.
select c.relname as catalog, c.oid::bigint as class
from pg_catalog.pg_class as c
where c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace and c.relkind = 'r'
