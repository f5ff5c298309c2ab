-- Operators.
create function alike(integer, integer) returns boolean language sql as 'select $1 = $2';
create function alike_too(integer, integer) returns boolean language sql as 'select $1 = $2';
create function count_alike(integer, integer) returns integer language sql as 'select 1';
create operator <%> (leftarg = integer, rightarg = integer, function = alike);
create operator ==== (leftarg = integer, rightarg = integer, function = alike);
create operator !=== (leftarg = integer, rightarg = integer, function = alike);
-- extra operator <%%>(integer, integer)
create operator <%%> (leftarg = integer, rightarg = integer, function = alike);
-- missing operator <%>(integer, integer)
drop operator <%> (integer, integer);
-- changed returns of operator <%>(integer, integer)
update pg_operator set oprresult = 'integer'::regtype where oid = '<%>(integer, integer)'::regoperator;
-- changed function of operator <%>(integer, integer)
drop operator <%> (integer, integer); create operator <%> (leftarg = integer, rightarg = integer, function = alike_too);
-- changed commutator of operator <%>(integer, integer)
drop operator <%> (integer, integer); create operator <%> (leftarg = integer, rightarg = integer, function = alike, commutator = <%>);
-- changed negator of operator ====(integer, integer)
update pg_operator set oprnegate = '!===(integer, integer)'::regoperator where oid = '====(integer, integer)'::regoperator;
-- changed restriction of operator <%>(integer, integer)
alter operator <%> (integer, integer) set (restrict = eqsel);
-- changed join_estimator of operator <%>(integer, integer)
alter operator <%> (integer, integer) set (join = eqjoinsel);
-- changed hashes of operator <%>(integer, integer)
alter operator <%> (integer, integer) set (hashes);
-- changed merges of operator <%>(integer, integer)
alter operator <%> (integer, integer) set (merges);
-- changed owner of operator <%>(integer, integer)
alter operator <%> (integer, integer) owner to pg_monitor;
-- read as
create function same(integer, integer) returns boolean language internal immutable strict as 'int4eq';
create function other(integer, integer) returns boolean language internal immutable strict as 'int4ne';
create operator <=!> (
    leftarg = integer, rightarg = integer, function = other, restrict = neqsel, join = neqjoinsel,
    commutator = operator({here}.<=!>)
);
create operator === (
    leftarg = integer, rightarg = integer, function = same, restrict = eqsel, join = eqjoinsel, hashes, merges,
    commutator = operator({here}.===), negator = operator({here}.<=!>)
);
/*
[[operators]]
schema = "{here}"
operator = "<=!>"
left_type = "integer"
right_type = "integer"
returns = "boolean"
function = "{here}.other"
commutator = "{here}.<=!>(integer,integer)"
negator = "{here}.===(integer,integer)"
restriction = "neqsel"
join_estimator = "neqjoinsel"
hashes = false
merges = false

[[operators]]
schema = "{here}"
operator = "==="
left_type = "integer"
right_type = "integer"
returns = "boolean"
function = "{here}.same"
commutator = "{here}.===(integer,integer)"
negator = "{here}.<=!>(integer,integer)"
restriction = "eqsel"
join_estimator = "eqjoinsel"
hashes = true
merges = true
*/
