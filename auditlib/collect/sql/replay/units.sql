-- What must be read again after statements: the relations behind what was told, with what hangs on those that were
-- altered, and the objects of other kinds. `part` says what a row is, `number` is the column of an owner.
with recursive
named as (
    select u.class, u.oid from unnest(%(classes)s::oid[], %(oids)s::oid[]) as u (class, oid)
),
altered as (
    select u.class, u.oid from unnest(%(altered_classes)s::oid[], %(altered_oids)s::oid[]) as u (class, oid)
),
types as (
    select a.oid from altered as a where a.class = 'pg_catalog.pg_type'::pg_catalog.regclass
    union
    select c.reltype from altered as a
    join pg_catalog.pg_class as c on a.class = 'pg_catalog.pg_class'::pg_catalog.regclass and c.oid = a.oid and c.reltype <> 0
),
near as (
    select n.class, n.oid from named as n
    union
    select d.classid, d.objid
    from altered as a
    join pg_catalog.pg_depend as d on d.refclassid = a.class and d.refobjid = a.oid
    -- The row type of a relation is no object of its own.
    where d.deptype <> 'i' or d.classid <> 'pg_catalog.pg_type'::pg_catalog.regclass
    union
    select d.classid, d.objid
    from types as y
    join pg_catalog.pg_type as t on t.oid = y.oid
    join pg_catalog.pg_depend as d
        on d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.refobjid in (t.oid, t.typarray)
    where d.deptype <> 'i'
),
roots (oid) as (
    (
        select n.oid from near as n where n.class = 'pg_catalog.pg_class'::pg_catalog.regclass
        union
        select i.indrelid from near as n
        join pg_catalog.pg_index as i on n.class = 'pg_catalog.pg_class'::pg_catalog.regclass and i.indexrelid = n.oid
        union
        select k.conrelid from near as n
        join pg_catalog.pg_constraint as k on n.class = 'pg_catalog.pg_constraint'::pg_catalog.regclass and k.oid = n.oid
        union
        select t.tgrelid from near as n
        join pg_catalog.pg_trigger as t on n.class = 'pg_catalog.pg_trigger'::pg_catalog.regclass and t.oid = n.oid
        union
        select p.polrelid from near as n
        join pg_catalog.pg_policy as p on n.class = 'pg_catalog.pg_policy'::pg_catalog.regclass and p.oid = n.oid
        union
        select w.ev_class from near as n
        join pg_catalog.pg_rewrite as w on n.class = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and w.oid = n.oid
        union
        select f.adrelid from near as n
        join pg_catalog.pg_attrdef as f on n.class = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and f.oid = n.oid
    )
    union
    select h.inhrelid from roots as r
    join pg_catalog.pg_inherits as h on h.inhparent = r.oid
),
relations as (
    select c.oid, c.relkind, c.relacl, c.reltype from roots as r join pg_catalog.pg_class as c on c.oid = r.oid
),
owners as (
    select d.objid as oid, d.refobjid as owner, d.refobjsubid as number
    from relations as s
    join pg_catalog.pg_depend as d
        on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = s.oid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    where s.relkind = 'S' and d.deptype in ('a', 'i') and d.refobjsubid > 0
)
select r.relkind::text as part, 0::bigint as class, r.oid::bigint as oid, 0::bigint as other, 0 as number from relations as r
union all
select 'index', 0, i.indexrelid::bigint, 0, 0 from relations as r join pg_catalog.pg_index as i on i.indrelid = r.oid
union all
select 'owner', 0, o.oid::bigint, o.owner::bigint, o.number from owners as o
union all
select distinct 'context', 0, k.confrelid::bigint, 0::bigint, 0
from relations as r join pg_catalog.pg_constraint as k on k.conrelid = r.oid where k.contype = 'f'
union all
select distinct 'constraints', 0, 0, 0, 0 from relations as r where exists (select from pg_catalog.pg_constraint as k where k.conrelid = r.oid)
union all
select distinct 'triggers', 0, 0, 0, 0 from relations as r where exists (select from pg_catalog.pg_trigger as t where t.tgrelid = r.oid and not t.tgisinternal)
union all
select distinct 'rules', 0, 0, 0, 0 from relations as r
where exists (select from pg_catalog.pg_rewrite as w where w.ev_class = r.oid and w.rulename <> '_RETURN')
union all
select distinct 'policies', 0, 0, 0, 0 from relations as r where exists (select from pg_catalog.pg_policy as p where p.polrelid = r.oid)
union all
select distinct 'privileges', 0, 0, 0, 0 from relations as r where r.relacl is not null
union all
select distinct 'privileges', 0, 0, 0, 0
from relations as r join pg_catalog.pg_attribute as a on a.attrelid = r.oid where a.attacl is not null
union all
select 'comments', 0, 0, 0, 0 where exists (select from pg_catalog.pg_description as d where d.objoid >= 16384)
union all
select 'object', 'pg_catalog.pg_type'::pg_catalog.regclass::bigint, r.reltype::bigint, 0, 0 from relations as r where r.relkind = 'c'
union all
select 'object', 'pg_catalog.pg_type'::pg_catalog.regclass::bigint, k.contypid::bigint, 0, 0
from near as n
join pg_catalog.pg_constraint as k on n.class = 'pg_catalog.pg_constraint'::pg_catalog.regclass and k.oid = n.oid and k.contypid <> 0
union all
select 'object', 'pg_catalog.pg_publication'::pg_catalog.regclass::bigint, p.prpubid::bigint, 0, 0
from near as n
join pg_catalog.pg_publication_rel as p on n.class = 'pg_catalog.pg_publication_rel'::pg_catalog.regclass and p.oid = n.oid
union all
select 'object', n.class::bigint, n.oid::bigint, 0, 0 from near as n where n.class <> 'pg_catalog.pg_class'::pg_catalog.regclass
