-- Part: the options in `o`, sorted. Any of them may hold a secret: only values of names that are known to hold none are
-- read, of the others a star. What is behind the star never leaves the server.
(
    select pg_catalog.string_agg(
        pg_catalog.quote_ident(pg_catalog.split_part(o, '=', 1)) || '=' || case
            when pg_catalog.lower(pg_catalog.split_part(o, '=', 1)) in (
                'host', 'hostaddr', 'port', 'dbname', 'database', 'schema', 'schema_name', 'table', 'table_name', 'column_name',
                'filename', 'format', 'header', 'delimiter', 'quote', 'escape', 'null', 'encoding', 'force_not_null', 'force_null',
                'fetch_size', 'batch_size', 'use_remote_estimate', 'fdw_startup_cost', 'fdw_tuple_cost', 'updatable',
                'truncatable', 'async_capable', 'extensions', 'sslmode', 'connect_timeout', 'application_name',
                'keep_connections', 'parallel_commit', 'parallel_abort', 'analyze_sampling', 'import_default', 'user'
            ) then pg_catalog.quote_literal(pg_catalog.substr(o, pg_catalog.strpos(o, '=') + 1))
            else '*'
        end, ', ' order by o
    )
    from pg_catalog.unnest(%s) as o
)
