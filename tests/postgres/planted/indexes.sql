-- Indexes in all that can be said of them beyond their columns.
create table users (id integer not null, name text) ;
create unique index ix_id on users (id);
create unique index ix_name on users (name);
create index ix_lower on users (lower(name));
create table split (id integer) partition by range (id);
create table split_low partition of split for values from (0) to (10);
create index ix_split on only split (id);
create index ix_split_low on split_low (id);
-- changed nulls_not_distinct of index ix_name
drop index ix_name; create unique index ix_name on users (name) nulls not distinct;
-- changed storage_options of index ix_id
alter index ix_id set (fillfactor = 50);
-- changed tablespace of index ix_id
alter index ix_id set tablespace planted_space;
-- changed clustered of index ix_id
alter table users cluster on ix_id;
-- changed replica_identity of index ix_id
update pg_index set indisreplident = true where indexrelid = 'ix_id'::regclass;
-- changed statistics_targets of index ix_lower
alter index ix_lower alter column 1 set statistics 300;
-- changed partition_of of index ix_split_low
alter index ix_split attach partition ix_split_low; update pg_index set indisvalid = false where indexrelid = 'ix_split'::regclass;
