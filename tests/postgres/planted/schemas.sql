-- Schemas and extensions.
create schema old_{here};
create extension if not exists tcn;
-- extra schema new_{here} = schema extra
create schema new_{here};
-- missing schema old_{here}
drop schema old_{here};
-- changed owner of schema old_{here}
alter schema old_{here} owner to pg_monitor;
-- extra extension citext = extension extra
create extension citext schema {here};
-- missing extension tcn
drop extension tcn;
