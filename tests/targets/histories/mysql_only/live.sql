create table mysql_version (
  version_num varchar(32) not null,
  constraint mysql_version_pkc primary key (version_num)
);
insert into mysql_version values ('my2');
create table ported (id serial primary key, note text);
