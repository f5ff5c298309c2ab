create table generations_version (
  version_num varchar(32) not null,
  constraint generations_version_pkc primary key (version_num)
);
insert into generations_version values ('main_0002');
create table generation (id serial primary key, note text);
