-- Domains, composites, ranges and types.
create domain code as varchar(10) not null default 'x';
create domain word as text;
create type span as range (subtype = integer);
create type pair as (a integer, b text);
create type shade as enum ('light');
create type raw;
create function raw_in(cstring) returns raw language internal immutable strict as 'textin';
create function raw_out(raw) returns cstring language internal immutable strict as 'textout';
create type raw (input = raw_in, output = raw_out);
-- changed type_kind of type shade
drop type shade; create type shade as (light text);
-- changed base_type of type code
drop domain code; create domain code as varchar(20) not null default 'x';
-- changed nullable of type code
alter domain code drop not null;
-- changed default of type code
alter domain code set default 'y';
-- changed checks of type pair
alter type pair add attribute c integer;
-- changed collation of type word
drop domain word; create domain word as text collate "C";
-- changed details of type span
drop type span; create type span as range (subtype = integer, subtype_diff = int4range_subdiff);
-- changed details of type raw
update pg_type set typcategory = 'X' where oid = 'raw'::regtype;
-- changed owner of type shade
alter type shade owner to pg_monitor;
