create table alembic_version (
  version_num varchar(32) not null,
  constraint alembic_version_pkc primary key (version_num)
);
insert into alembic_version values ('se1');
create table account (id serial primary key);
create table record (id integer primary key references account (id));
create table file (id integer primary key references record (id));
create table search (id integer primary key references file (id));
