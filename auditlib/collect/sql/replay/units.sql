-- What must be read again after statements: the relations behind what was told, with what hangs on those that were
-- altered, and the objects of other kinds. `part` says what a row is, `number` is the column of an owner.
-- $1 and $2 are catalogs and numbers of what was told, $3 and $4 of what was altered.
-- It runs after every step: each node of its plan counts.
with recursive
altered as (
    select u.class, u.oid from unnest($3::oid[], $4::oid[]) as u (class, oid)
),
near as (
    select u.class, u.oid from unnest($1::oid[], $2::oid[]) as u (class, oid)
    union
    select d.classid, d.objid
    from altered as a
    join pg_catalog.pg_depend as d on d.refclassid = a.class and d.refobjid = a.oid
    -- The row type of a relation is no object of its own.
    where d.deptype <> 'i' or d.classid <> 'pg_catalog.pg_type'::pg_catalog.regclass
    union
    -- What uses a type, the row type of a relation, or an array of either.
    select d.classid, d.objid
    from altered as a
    join pg_catalog.pg_type as t
        on t.oid = case a.class
            when 'pg_catalog.pg_type'::pg_catalog.regclass then a.oid
            when 'pg_catalog.pg_class'::pg_catalog.regclass
                then (select c.reltype from pg_catalog.pg_class as c where c.oid = a.oid)
        end
    join pg_catalog.pg_depend as d
        on d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.refobjid in (t.oid, t.typarray)
    where d.deptype <> 'i'
),
roots (oid) as (
    (
        select n.oid from near as n where n.class = 'pg_catalog.pg_class'::pg_catalog.regclass
        union all
        select i.indrelid
        from near as n
        join pg_catalog.pg_index as i on n.class = 'pg_catalog.pg_class'::pg_catalog.regclass and i.indexrelid = n.oid
        union all
        -- Each part of a relation hangs on it.
        select d.refobjid
        from near as n
        join pg_catalog.pg_depend as d on d.classid = n.class and d.objid = n.oid and d.deptype in ('a', 'i')
        where d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and n.class in (
            'pg_catalog.pg_constraint'::pg_catalog.regclass,
            'pg_catalog.pg_trigger'::pg_catalog.regclass,
            'pg_catalog.pg_policy'::pg_catalog.regclass,
            'pg_catalog.pg_rewrite'::pg_catalog.regclass,
            'pg_catalog.pg_attrdef'::pg_catalog.regclass
        )
    )
    union
    select h.inhrelid from roots as r join pg_catalog.pg_inherits as h on h.inhparent = r.oid
),
relations as (
    select c.oid, c.relkind, c.relacl, c.reltype, c.relhastriggers, c.relhasrules
    from roots as r join pg_catalog.pg_class as c on c.oid = r.oid
)
select r.relkind::text as part, 0::bigint as class, r.oid::bigint as oid, 0::bigint as other, 0 as number from relations as r
union all
select 'index', 0, i.indexrelid::bigint, 0, 0 from relations as r join pg_catalog.pg_index as i on i.indrelid = r.oid
union all
select 'owner', 0, r.oid::bigint, d.refobjid::bigint, d.refobjsubid
from relations as r
join pg_catalog.pg_depend as d
    on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = r.oid
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
where r.relkind = 'S' and d.deptype in ('a', 'i') and d.refobjsubid > 0
union all
select 'context', 0, k.confrelid::bigint, 0, 0
from relations as r join pg_catalog.pg_constraint as k on k.conrelid = r.oid where k.contype = 'f'
union all
select has.part, 0, 0, 0, 0
from relations as r
cross join lateral (
    values
    (
        'triggers',
        r.relhastriggers
        and exists (select from pg_catalog.pg_trigger as t where t.tgrelid = r.oid and not t.tgisinternal)
    ),
    (
        'rules',
        r.relhasrules
        and exists (select from pg_catalog.pg_rewrite as w where w.ev_class = r.oid and w.rulename <> '_RETURN')
    ),
    ('policies', exists (select from pg_catalog.pg_policy as p where p.polrelid = r.oid)),
    (
        'privileges',
        r.relacl is not null
        or exists (select from pg_catalog.pg_attribute as a where a.attrelid = r.oid and a.attacl is not null)
    )
) as has (part, is_so)
where has.is_so
union all
select 'comments', 0, 0, 0, 0 where exists (select from pg_catalog.pg_description as d where d.objoid >= 16384)
union all
select 'object', 'pg_catalog.pg_type'::pg_catalog.regclass::bigint, r.reltype::bigint, 0, 0
from relations as r where r.relkind = 'c'
union all
-- The domain of a constraint, the publication of a table that it holds.
select 'object', d.refclassid::bigint, d.refobjid::bigint, 0, 0
from near as n
join pg_catalog.pg_depend as d on d.classid = n.class and d.objid = n.oid and d.deptype = 'a'
where
    n.class in ('pg_catalog.pg_constraint'::pg_catalog.regclass, 'pg_catalog.pg_publication_rel'::pg_catalog.regclass)
    and d.refclassid in ('pg_catalog.pg_type'::pg_catalog.regclass, 'pg_catalog.pg_publication'::pg_catalog.regclass)
union all
select 'object', n.class::bigint, n.oid::bigint, 0, 0
from near as n where n.class <> 'pg_catalog.pg_class'::pg_catalog.regclass
