-- Operator classes and families.
create function order_of(integer, integer) returns integer language internal immutable strict as 'btint4cmp';
create function order_too(integer, integer) returns integer language internal immutable strict as 'btint4cmp';
create operator family numbers using btree;
create operator family others using btree;
create operator family shapes using gist;
create operator class by_number for type integer using btree family numbers as
    operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 order_of(integer, integer);
create operator class loose for type integer using gist family shapes as operator 3 =;
-- extra operator class more using btree
create operator class more for type bigint using btree family numbers as
    operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint8cmp(bigint, bigint);
-- missing operator class by_number using btree
drop operator class by_number using btree;
-- changed input_type of operator class by_number using btree
drop operator class by_number using btree; create operator class by_number for type bigint using btree family numbers as
    operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint8cmp(bigint, bigint);
-- changed family of operator class by_number using btree
drop operator class by_number using btree; create operator class by_number for type integer using btree family others as
    operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 order_of(integer, integer);
-- changed is_default of operator class loose using gist
update pg_opclass set opcdefault = true where opcname = 'loose' and opcnamespace = '{here}'::regnamespace;
-- changed stored_type of operator class loose using gist
drop operator family shapes using gist cascade; create operator family shapes using gist;
create operator class loose for type integer using gist family shapes as operator 3 =, storage bigint;
-- changed operators of operator class loose using gist
drop operator family shapes using gist cascade; create operator family shapes using gist;
create operator class loose for type integer using gist family shapes as operator 3 <>;
-- changed functions of operator class by_number using btree
drop operator class by_number using btree; create operator class by_number for type integer using btree family numbers as
    operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 order_too(integer, integer);
-- changed owner of operator class by_number using btree
alter operator class by_number using btree owner to pg_monitor;
-- extra operator family more using hash
create operator family more using hash;
-- missing operator family others using btree
drop operator family others using btree;
-- changed operators of operator family others using btree
alter operator family others using btree add operator 1 < (integer, bigint);
-- changed functions of operator family others using btree
alter operator family others using btree add function 1 (integer, bigint) btint48cmp(integer, bigint);
-- changed owner of operator family others using btree
alter operator family others using btree owner to pg_monitor;
-- read as
create operator family numbers using btree;
alter operator family numbers using btree add
    operator 1 < (integer, bigint), function 1 (integer, bigint) btint48cmp(integer, bigint);
create operator family shapes using gist;
create operator class by_number for type oid using btree family numbers as
    operator 1 <, operator 3 =, function 1 btoidcmp(oid, oid);
create operator class loose default for type integer using gist family shapes as operator 3 =, storage bigint;
create operator family distances using btree;
create operator class near for type point using gist family shapes as operator 15 <-> for order by distances;
/*
[[operator_families]]
schema = "{here}"
operator_family = "distances"
method = "btree"

[[operator_families]]
schema = "{here}"
operator_family = "numbers"
method = "btree"
operators = "1 <(integer,bigint)"
functions = "1 btint48cmp(integer,bigint)"

[[operator_families]]
schema = "{here}"
operator_family = "shapes"
method = "gist"

[[operator_classes]]
schema = "{here}"
operator_class = "by_number"
method = "btree"
input_type = "oid"
family = "{here}.numbers"
is_default = false
operators = "1 <(oid,oid), 3 =(oid,oid)"
functions = "1 btoidcmp(oid,oid)"

[[operator_classes]]
schema = "{here}"
operator_class = "loose"
method = "gist"
input_type = "integer"
family = "{here}.shapes"
is_default = true
stored_type = "bigint"
operators = "3 =(integer,integer)"

[[operator_classes]]
schema = "{here}"
operator_class = "near"
method = "gist"
input_type = "point"
family = "{here}.shapes"
is_default = false
operators = "15 <->(point,point) for ordering"
*/
