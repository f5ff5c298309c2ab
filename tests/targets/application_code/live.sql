create table alembic_version (
  version_num varchar(32) not null,
  constraint alembic_version_pkc primary key (version_num)
);
insert into alembic_version values ('a08');
create type mood as enum ('calm', 'glad');
create table item (id serial primary key, name text, mood mood, colour text);
create index ix_item_name on item (name);
create index ix_item_mood on item (mood);
create index ix_item_id on item (id);
create table basket (id serial primary key);
