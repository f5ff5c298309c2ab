-- Event triggers: they belong to the whole database.
create function watch() returns event_trigger language plpgsql as 'begin end';
create function other() returns event_trigger language plpgsql as 'begin end';
create event trigger watch_{here} on ddl_command_end when tag in ('create server') execute function watch();
-- extra event trigger more_{here}
create event trigger more_{here} on sql_drop execute function watch();
-- missing event trigger watch_{here}
drop event trigger watch_{here};
-- changed event of event trigger watch_{here}
drop event trigger watch_{here};
create event trigger watch_{here} on ddl_command_start when tag in ('create server') execute function watch();
-- changed tags of event trigger watch_{here}
drop event trigger watch_{here};
create event trigger watch_{here} on ddl_command_end when tag in ('drop server') execute function watch();
-- changed function of event trigger watch_{here}
drop event trigger watch_{here};
create event trigger watch_{here} on ddl_command_end when tag in ('create server') execute function other();
-- changed enabled of event trigger watch_{here}
alter event trigger watch_{here} disable;
-- changed owner of event trigger watch_{here}
update pg_event_trigger set evtowner = 'pg_monitor'::regrole where evtname = 'watch_{here}';
-- read as
create function watch() returns event_trigger language plpgsql as 'begin end';
create event trigger watching_{here} on ddl_command_end when tag in ('DROP TABLE', 'ALTER TABLE') execute function watch();
alter event trigger watching_{here} enable replica;
/*
[[event_triggers]]
event_trigger = "watching_{here}"
event = "ddl_command_end"
tags = "ALTER TABLE, DROP TABLE"
function = "{here}.watch"
enabled = "replica"
*/
