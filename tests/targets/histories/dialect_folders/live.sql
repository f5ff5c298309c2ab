create table dialect_version (
  version_num varchar(32) not null,
  constraint dialect_version_pkc primary key (version_num)
);
insert into dialect_version values ('pg2');
create table dialect_part (id serial primary key, note text);
