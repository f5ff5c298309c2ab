create table alembic_version (
  version_num varchar(32) not null,
  constraint alembic_version_pkc primary key (version_num)
);
insert into alembic_version values ('s1');
\ir migrations/versions/s1.sql
-- made by create_all's listeners, by hand, by a job; no revision knows of them
create or replace function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touched before update on customer for each row execute function touch();
create table measurement_2025 partition of measurement for values from ('2025-01-01') to ('2026-01-01');
create table measurement_2026 partition of measurement for values from ('2026-01-01') to ('2027-01-01');
create materialized view customer_count as select count(*) as customers from customer;

