create table raising_version (
  version_num varchar(32) not null,
  constraint raising_version_pkc primary key (version_num)
);
insert into raising_version values ('r6');
create table raising_1 (id serial primary key);
create table raising_2 (id serial primary key);
create table raising_3 (id serial primary key);
create table raising_4 (id serial primary key);
create table raising_5 (id serial primary key);
create table raising_6 (id serial primary key);
