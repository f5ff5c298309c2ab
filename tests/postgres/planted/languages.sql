-- Languages and access methods: they belong to the whole database.
create function handle() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
create language talk_{here} handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
create access method index_{here} type index handler bthandler;
-- extra language more_{here}
create language more_{here} handler plpgsql_call_handler;
-- missing language talk_{here}
drop language talk_{here};
-- changed trusted of language talk_{here}
drop language talk_{here}; create trusted language talk_{here} handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
-- changed handler of language talk_{here}

drop language talk_{here}; create language talk_{here} handler handle inline plpgsql_inline_handler validator plpgsql_validator;
-- changed inline_handler of language talk_{here}
create or replace language talk_{here} handler plpgsql_call_handler validator plpgsql_validator;
-- changed validator of language talk_{here}
create or replace language talk_{here} handler plpgsql_call_handler inline plpgsql_inline_handler;
-- changed owner of language talk_{here}
alter language talk_{here} owner to pg_monitor;
-- extra access method more_{here}
create access method more_{here} type index handler hashhandler;
-- missing access method index_{here}
drop access method index_{here};
-- changed method_kind of access method index_{here}
update pg_am set amtype = 't' where amname = 'index_{here}';
-- changed handler of access method index_{here}
drop access method index_{here}; create access method index_{here} type index handler hashhandler;
-- read as
create trusted language talk_{here} handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
create access method tree_{here} type index handler bthandler;
/*
[[languages]]
language = "talk_{here}"
trusted = true
handler = "plpgsql_call_handler"
inline_handler = "plpgsql_inline_handler"
validator = "plpgsql_validator"

[[access_methods]]
access_method = "tree_{here}"
method_kind = "index"
handler = "bthandler"
*/
