create table plugin_version (
  version_num varchar(32) not null,
  constraint plugin_version_pkc primary key (version_num)
);
insert into plugin_version values ('p1');
create table plugin_part (id serial primary key);
