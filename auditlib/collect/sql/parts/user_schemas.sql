-- Part: the schemas an audit looks into. Names that begin with pg_ are the system's, its temporary schemas among them.
(
    select n.oid, n.nspname, n.nspowner
    from pg_catalog.pg_namespace as n
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
)
