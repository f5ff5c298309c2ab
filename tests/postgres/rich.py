# ruff: noqa: E501
"""A schema in SQL with something of every kind that models cannot express, in what PostgreSQL 15 understands."""

RICH = r"""
create schema rich;
set search_path to rich, public;
create type mood as enum ('sad', 'it''s', 'happy');
create type pair as (a int, b text);
create domain positive as numeric(10, 2) default 1 not null check (value > 0) constraint small check (value < 1e9);
create type spans as range (subtype = float8);
create sequence numbers as smallint start 5 increment 5 minvalue 5 maxvalue 500 cache 3 cycle;
create table people (
    id bigint generated always as identity (start 10 increment 2) primary key,
    email text not null constraint people_email_key unique deferrable initially deferred,
    name varchar(40) collate "C" default 'o''hara' not null,
    mood mood default 'happy'::mood, born date default ('now'::text)::date, tags text[] default '{}'::text[] not null,
    pay positive, doc jsonb default jsonb_build_object('a', 1, 'b', array[1, 2]), at timestamptz default now(),
    old timestamp default (now() at time zone 'utc'), net inet default '10.0.0.0/8', part float8 default 1e-07,
    whole text generated always as (lower(email) || ' ' || coalesce(name, '')) stored,
    years int default extract(year from now()), trimmed text default trim(both from ' x '),
    constraint sane check (position('@' in email) > 1 and name ~ '^[^;]*$'),
    constraint sure check (pay is distinct from 3) not valid,
    constraint listed check (mood in ('sad', 'happy') or years between 1900 and 2100)
);
alter table people alter name set statistics 500, alter doc set storage external;
create table pets (
    id serial primary key, owner bigint references people on delete set null on update cascade deferrable,
    second bigint, kind text, during tstzrange,
    constraint one_at_a_time exclude using gist (during with &&) where (kind <> 'x'),
    constraint pets_second_fkey foreign key (second) references people (id) match full not valid
);
create index on people (lower(name), born desc nulls last) include (email) where tags <> '{}' and mood = 'sad';
create unique index once on people (email, (doc ->> 'k')) nulls not distinct with (fillfactor = 80);
create index words on people using gin (to_tsvector('simple', coalesce(name, '') || ' ' || email));
create index on people using gin (doc jsonb_path_ops);
create index on pets using brin (id) with (pages_per_range = 32);
create index on pets (kind text_pattern_ops, (case when second > 1 then 'a' else 'b' end));
create table events (id int, day date not null, kind text) partition by range (day);
create table events_old partition of events for values from (minvalue) to ('2024-01-01');
create table events_new partition of events (constraint kinds check (kind <> '')) for values from ('2024-01-01') to ('2025-01-01')
    partition by list (kind);
create table events_new_a partition of events_new for values in ('a', null);
create table events_rest partition of events default;
create index on events (kind, day);
create table parent (v int not null); create table child (w int) inherits (parent);
create table hashed (id int) partition by hash (id);
create table hashed_0 partition of hashed for values with (modulus 2, remainder 0);
create unlogged table scratchpad (v text) with (fillfactor = 50);
create function stamp() returns trigger language plpgsql as $$ begin new.at := now(); return new; end $$;
create function twice(x int, y int default 2) returns int language sql immutable strict parallel safe return x * y;
create function busy(who text) returns table (id bigint, n bigint) language sql stable begin atomic
    select p.id, count(*) from people p join pets t on t.owner = p.id where p.name = who group by p.id;
end;
create function lone(who text) returns setof text language sql stable begin atomic
    select email from people where name = who;
end;
create procedure tidy(inout n int) language plpgsql security definer set search_path = pg_catalog as $$ begin n := 0; end $$;
create aggregate total (int) (sfunc = int4pl, stype = int, initcond = '0');
create trigger stamped before update of name, email on people for each row
    when (old.name is distinct from new.name) execute function stamp();
create trigger seen after insert on events for each row execute function stamp();
create constraint trigger late after insert on pets deferrable initially deferred for each row execute function stamp();
alter table people disable trigger stamped;
create view adults as select id, email as address, lower(name) as name from people where born < now() - interval '18 years';
create view renamed as select p.id, 'p.x' as "p.y" from people p where exists (select from pets t where t.owner = p.id);
create view joined with (security_barrier) as
    select p.id, t.kind, count(*) over (partition by t.kind order by p.id) from people p left join pets t on t.owner = p.id;
create view unions as select id from people union all select id::bigint from pets order by 1 limit 5;
create view deep as with recursive up(n) as (select 1 union all select n + 1 from up where n < 5)
    select n, (select max(id) from pets where id > n) as m from up;
create view years as select extract(year from at) as y, at at time zone 'utc' as z, born + 1 as b from people group by 1, 2, 3;
create view listed as select * from (values (1, 'a'), (2, 'b')) as v (n, t);
create view checked as select id, kind from pets where kind = 'a' with local check option;
create view sub as select s.id from (select id, kind from pets) s where s.kind = any (array['a', 'b']);
create view called as select g from generate_series(1, 3) g;
create materialized view counted as select kind, count(*) as n from pets group by kind having count(*) > 0 with no data;
create unique index on counted (kind);
create rule quiet as on delete to scratchpad do instead nothing;
create rule copied as on insert to scratchpad do also select v from scratchpad where v = new.v;
create statistics related (dependencies, mcv) on name, born from people;
alter table people enable row level security;
create policy own on people for select to public using (email = current_user and exists (select from pets where owner = people.id));
create publication everything for table people (id, email) where (id > 5), table pets;
comment on table people is 'it''s "quoted"'; comment on column people.name is 'naïve'; comment on view adults is 'v';
comment on function twice(int, int) is 'doubles'; comment on index once is 'i'; comment on constraint sane on people is 'c';
do $$ begin create role rich_reader; exception when duplicate_object then null; end $$;
grant all on people, pets to rich_reader; grant select (id) on events to rich_reader;
alter default privileges in schema rich grant all on tables to rich_reader;
"""
