create table alembic_version (
  version_num varchar(32) not null,
  constraint alembic_version_pkc primary key (version_num)
);
insert into alembic_version values ('t1');
create table run (id serial primary key);
create table account (id serial primary key);
create table auth_alembic_version (
  version_num varchar(32) not null,
  constraint auth_alembic_version_pkc primary key (version_num)
);
insert into auth_alembic_version values ('a1');

