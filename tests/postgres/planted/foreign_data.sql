-- Foreign data wrappers, servers and user mappings: they belong to the whole database.
create function check_options(text[], oid) returns boolean language sql as 'select true';
create foreign data wrapper files_{here} options (host 'a');
create foreign data wrapper other_{here};
create foreign data wrapper spare_{here};
create server one_{here} type 'a' version '1' foreign data wrapper files_{here} options (host 'a');
create server two_{here} foreign data wrapper files_{here};
create user mapping for public server one_{here} options (user 'a', password 'secret');
-- extra foreign data wrapper more_{here}
create foreign data wrapper more_{here};
-- missing foreign data wrapper spare_{here}
drop foreign data wrapper spare_{here};
-- changed handler of foreign data wrapper spare_{here}
update pg_foreign_data_wrapper set fdwhandler = 'check_options'::regproc where fdwname = 'spare_{here}';
-- changed validator of foreign data wrapper spare_{here}
alter foreign data wrapper spare_{here} validator check_options;
-- changed options of foreign data wrapper files_{here}
alter foreign data wrapper files_{here} options (set host 'b');
-- changed owner of foreign data wrapper files_{here}
update pg_foreign_data_wrapper set fdwowner = 'pg_monitor'::regrole where fdwname = 'files_{here}';
-- extra foreign server more_{here}
create server more_{here} foreign data wrapper files_{here};
-- missing foreign server two_{here}
drop server two_{here};
-- changed wrapper of foreign server two_{here}
drop server two_{here}; create server two_{here} foreign data wrapper other_{here};
-- changed server_type of foreign server one_{here}
update pg_foreign_server set srvtype = 'b' where srvname = 'one_{here}';
-- changed server_version of foreign server one_{here}
alter server one_{here} version '2';
-- changed options of foreign server one_{here}
alter server one_{here} options (set host 'b');
-- changed owner of foreign server one_{here}
alter server one_{here} owner to pg_monitor;
-- extra user mapping public at two_{here}
create user mapping for public server two_{here};
-- missing user mapping public at one_{here}
drop user mapping for public server one_{here};
-- changed options of user mapping public at one_{here}
alter user mapping for public server one_{here} options (set user 'b');
-- read as
create function check_options(text[], oid) returns boolean language sql as 'select true';
create foreign data wrapper files_{here} validator check_options options (password 'a secret', host 'a');
create server far_{here} type 'a' version '1' foreign data wrapper files_{here} options (port '1', host 'a');
create user mapping for public server far_{here} options (user 'a', password 'a secret');
create foreign table away (id integer) server far_{here};
comment on foreign table away is 'Elsewhere';
/*
[[foreign_data_wrappers]]
wrapper = "files_{here}"
validator = "{here}.check_options"
options = "host='a', password=*"

[[foreign_servers]]
server = "far_{here}"
wrapper = "files_{here}"
server_type = "a"
server_version = "1"
options = "host='a', port='1'"

[[user_mappings]]
server = "far_{here}"
role = "public"
options = "password=*, \"user\"='a'"
*/
