-- Keys and checks in all that can be said of them.
create table teams (id integer primary key, code integer constraint teams_code_key unique, other integer unique);
create table groups (id integer primary key);
create table users (
    id integer primary key with (fillfactor = 90), team_id integer, code integer not null, name text,
    constraint to_team foreign key (team_id) references teams (id),
    constraint adult check (code > 18),
    constraint users_code_key unique (code),
    constraint late unique (name) deferrable
);
create schema other_{here};
create table other_{here}.teams (id integer primary key);
-- changed constraint_kind of constraint users_code_key
alter table users drop constraint users_code_key, add constraint users_code_key check (code > 0);
-- changed referenced_schema of constraint to_team
alter table users drop constraint to_team, add constraint to_team foreign key (team_id) references other_{here}.teams (id);
-- changed referenced_table of constraint to_team
alter table users drop constraint to_team, add constraint to_team foreign key (team_id) references groups (id);
-- changed referenced_columns of constraint to_team
alter table users drop constraint to_team, add constraint to_team foreign key (team_id) references teams (code);
-- changed on_update of constraint to_team
alter table users drop constraint to_team, add constraint to_team foreign key (team_id) references teams on update cascade;
-- changed initially_deferred of constraint late
alter table users drop constraint late, add constraint late unique (name) deferrable initially deferred;
-- changed enforced of constraint adult
alter table users drop constraint adult, add constraint adult check (code > 18) not enforced;
-- changed match_type of constraint to_team
alter table users drop constraint to_team, add constraint to_team foreign key (team_id) references teams match full;
-- changed inheritance of constraint adult
alter table users drop constraint adult, add constraint adult check (code > 18) no inherit;
-- changed storage_options of constraint users_code_key
alter index users_code_key set (fillfactor = 50);
-- changed tablespace of constraint users_code_key
alter index users_code_key set tablespace planted_space;
-- changed clustered of constraint users_code_key
alter table users cluster on users_code_key;
-- changed replica_identity of constraint users_code_key
update pg_index set indisreplident = true where indexrelid = 'users_code_key'::regclass;
