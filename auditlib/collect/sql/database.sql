-- The database itself, which is called otherwise in each environment.
select
    d.oid::bigint as oid,
    'current' as database,
    pg_catalog.pg_encoding_to_char(d.encoding) as encoding,
    case d.datlocprovider when 'c' then 'libc' when 'i' then 'icu' else 'builtin' end as locale_provider,
    d.datcollate as collate,
    d.datctype as ctype,
    {17: d.datlocale | d.daticulocale} as locale,
    t.spcname as tablespace,
    nullif(d.datconnlimit, -1) as connection_limit,
    pg_catalog.pg_get_userbyid(d.datdba) as owner
from pg_catalog.pg_database as d
join pg_catalog.pg_tablespace as t on t.oid = d.dattablespace
where d.datname = pg_catalog.current_database()
