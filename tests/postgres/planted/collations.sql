-- Collations.
create collation plain (locale = 'C');
-- extra collation more
create collation more from "POSIX";
-- missing collation plain
drop collation plain;
-- changed provider of collation plain
drop collation plain; create collation plain (provider = builtin, locale = 'C');
-- changed deterministic of collation plain
update pg_collation set collisdeterministic = false where collnamespace = '{here}'::regnamespace;
-- changed locale of collation plain
drop collation plain; create collation plain (lc_collate = 'POSIX', lc_ctype = 'C');
-- changed ctype of collation plain
drop collation plain; create collation plain (lc_collate = 'C', lc_ctype = 'POSIX');
-- changed rules of collation plain
update pg_collation set collicurules = '&a < b' where collnamespace = '{here}'::regnamespace;
-- changed owner of collation plain
alter collation plain owner to pg_monitor;
-- read as
create collation plain (lc_collate = 'C', lc_ctype = 'POSIX');
/*
[[collations]]
schema = "{here}"
collation = "plain"
provider = "libc"
deterministic = true
locale = "C"
ctype = "POSIX"
*/
