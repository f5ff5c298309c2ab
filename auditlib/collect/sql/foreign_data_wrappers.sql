-- Foreign data wrappers that no extension brought.
select
    w.oid::bigint as oid,
    w.fdwname as wrapper,
    nullif(w.fdwhandler, 0)::pg_catalog.regproc::text as handler,
    nullif(w.fdwvalidator, 0)::pg_catalog.regproc::text as validator,
    {masked: w.fdwoptions} as options,
    pg_catalog.pg_get_userbyid(w.fdwowner) as owner
from pg_catalog.pg_foreign_data_wrapper as w
order by w.fdwname
