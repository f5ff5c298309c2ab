-- Event triggers that tell the session which objects a statement touched, and dropped. The functions stand where no
-- inspector of the user's objects looks. What names no object, as GRANT, is told with 0 for each number.
-- No operator is named: the chain may have a search path of its own.
create or replace function pg_catalog.auditlib_touched() returns event_trigger language plpgsql as $told$
declare
    said text;
begin
    select pg_catalog.string_agg(
        pg_catalog.concat_ws(' ', coalesce(c.classid, 0), coalesce(c.objid, 0), coalesce(c.objsubid, 0), pg_catalog.replace(c.command_tag, ' ', '_')), ','
    ) into said
    from pg_catalog.pg_event_trigger_ddl_commands() as c
    where not c.in_extension;
    raise info using message = pg_catalog.concat('touched ', said), errcode = 'AUDIT';
end
$told$;
create or replace function pg_catalog.auditlib_dropped() returns event_trigger language plpgsql as $told$
declare
    said text;
begin
    select pg_catalog.string_agg(pg_catalog.concat_ws(' ', d.classid, d.objid, d.objsubid, 'DROP'), ',') into said
    from pg_catalog.pg_event_trigger_dropped_objects() as d
    where not d.is_temporary;
    raise info using message = pg_catalog.concat('dropped ', said), errcode = 'AUDIT';
end
$told$;
create event trigger auditlib_touched on ddl_command_end execute function pg_catalog.auditlib_touched();
create event trigger auditlib_dropped on sql_drop execute function pg_catalog.auditlib_dropped()
