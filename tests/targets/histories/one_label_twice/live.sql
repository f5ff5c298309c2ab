create table clash_version (
  version_num varchar(32) not null,
  constraint clash_version_pkc primary key (version_num)
);
insert into clash_version values ('l1'), ('l2');
create table clash (id serial primary key);
create table l1_part (id serial primary key);
create table l2_part (id serial primary key);
