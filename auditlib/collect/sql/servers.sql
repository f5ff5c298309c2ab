-- The server itself: what it spells, shows and lacks depends on its major version.
select
    pg_catalog.current_setting('server_version') as version,
    pg_catalog.current_setting('server_version_num')::int / 10000 as major
