create table folders_version (
  version_num varchar(32) not null,
  constraint folders_version_pkc primary key (version_num)
);
insert into folders_version values ('m12');
create table release_01 (id serial primary key);
create table release_02 (id serial primary key);
create table release_03 (id serial primary key);
create table release_04 (id serial primary key);
create table release_05 (id serial primary key);
create table release_06 (id serial primary key);
create table release_07 (id serial primary key);
create table release_08 (id serial primary key);
create table release_09 (id serial primary key);
create table release_10 (id serial primary key);
create table release_11 (id serial primary key);
create table release_12 (id serial primary key);
