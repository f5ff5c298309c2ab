-- Part: rows `p` of pg_amproc as items of CREATE OPERATOR CLASS.
pg_catalog.string_agg(
    pg_catalog.format(
        'function %s (%s, %s) %s', p.amprocnum, pg_catalog.format_type(p.amproclefttype, null),
        pg_catalog.format_type(p.amprocrighttype, null), p.amproc::pg_catalog.regprocedure
    ), ', ' order by p.amprocnum, p.amproc::pg_catalog.regprocedure::text
)
