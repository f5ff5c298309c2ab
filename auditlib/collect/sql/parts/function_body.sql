-- Part: the source of a function; one written in standard SQL (14 and newer) has no source text.
case
    when p.prosqlbody is null then p.prosrc
    when p.oid <> all ({locked}) then pg_catalog.pg_get_function_sqlbody(p.oid)
end
