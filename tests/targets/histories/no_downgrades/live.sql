create table absent_version (
  version_num varchar(32) not null,
  constraint absent_version_pkc primary key (version_num)
);
insert into absent_version values ('n6');
create table absent_1 (id serial primary key);
create table absent_2 (id serial primary key);
create table absent_3 (id serial primary key);
create table absent_4 (id serial primary key);
create table absent_5 (id serial primary key);
create table absent_6 (id serial primary key);
