-- The server and the session, for the manifest.
select
    pg_catalog.current_setting('server_version') as version,
    pg_catalog.current_setting('server_version_num')::int / 10000 as major,
    pg_catalog.current_database() as database,
    current_user as role,
    nullif(pg_catalog.current_setting('auditlib.default_schema', true), '') as default_schema,
    pg_catalog.pg_is_in_recovery() as in_recovery,
    case
        when pg_catalog.pg_is_in_recovery()
            then pg_catalog.pg_last_wal_replay_lsn() >= pg_catalog.pg_last_wal_receive_lsn()
    end as caught_up,
    pg_catalog.current_setting('default_transaction_read_only')::boolean as read_only_session,
    pg_catalog.current_setting('server_encoding') as encoding,
    pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text as snapshot_xmax
