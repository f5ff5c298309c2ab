create table ids_version (
  version_num varchar(32) not null,
  constraint ids_version_pkc primary key (version_num)
);
insert into ids_version values ('0042');
create table id_1 (id serial primary key);
create table id_2 (id serial primary key);
create table id_3 (id serial primary key);
create table id_4 (id serial primary key);
create table id_5 (id serial primary key);
create table id_6 (id serial primary key);
create table id_7 (id serial primary key);
