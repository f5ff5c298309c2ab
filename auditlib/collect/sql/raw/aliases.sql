-- Keys that stand for another: a default for its column, the rule of a view for the view, a
-- table's place in a publication for the publication. As arrays in binary.
select
    pg_catalog.array_send(pg_catalog.array_agg(a.key)) as keys,
    pg_catalog.array_send(pg_catalog.array_agg(a.stands_for)) as referenced_keys
from (
    select
        ('pg_catalog.pg_attrdef'::pg_catalog.regclass::bigint << 48) + (f.oid::bigint << 16) as key,
        ('pg_catalog.pg_class'::pg_catalog.regclass::bigint << 48) + (f.adrelid::bigint << 16) + f.adnum as stands_for
    from pg_catalog.pg_attrdef as f
    union all
    select
        ('pg_catalog.pg_rewrite'::pg_catalog.regclass::bigint << 48) + (w.oid::bigint << 16),
        ('pg_catalog.pg_class'::pg_catalog.regclass::bigint << 48) + (w.ev_class::bigint << 16)
    from pg_catalog.pg_rewrite as w
    where w.oid >= 16384 and w.rulename = '_RETURN'
    union all
    select
        ('pg_catalog.pg_publication_rel'::pg_catalog.regclass::bigint << 48) + (r.oid::bigint << 16),
        ('pg_catalog.pg_publication'::pg_catalog.regclass::bigint << 48) + (r.prpubid::bigint << 16)
    from pg_catalog.pg_publication_rel as r
) as a
