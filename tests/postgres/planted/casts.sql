-- Casts: they belong to the whole database, their types to a schema.
create type colour as enum ('red');
create type tone as enum ('red');
create function toned(colour) returns tone language sql as 'select $1::text::tone';
create function toned_too(colour) returns tone language sql as 'select $1::text::tone';
create cast (colour as tone) with function toned(colour);
-- extra cast ({here}.tone as {here}.colour)
create cast (tone as colour) with inout;
-- missing cast ({here}.colour as {here}.tone)
drop cast (colour as tone);
-- changed function of cast ({here}.colour as {here}.tone)
drop cast (colour as tone); create cast (colour as tone) with function toned_too(colour);
-- changed context of cast ({here}.colour as {here}.tone)
drop cast (colour as tone); create cast (colour as tone) with function toned(colour) as assignment;
-- changed method of cast ({here}.colour as {here}.tone)
drop cast (colour as tone); create cast (colour as tone) with inout;
-- read as
create type colour as enum ('red');
create type tone as enum ('red');
create function toned(colour) returns tone language sql as 'select $1::text::tone';
create cast (colour as tone) with function toned(colour) as assignment;
create cast (tone as colour) with inout as implicit;
/*
[[casts]]
source_type = "{here}.colour"
target_type = "{here}.tone"
function = "{here}.toned({here}.colour)"
context = "assignment"
method = "function"

[[casts]]
source_type = "{here}.tone"
target_type = "{here}.colour"
context = "implicit"
method = "inout"
*/
