create table older_version (
  version_num varchar(32) not null,
  constraint older_version_pkc primary key (version_num)
);
insert into older_version values ('o1');
create table account (id serial primary key, name text, email text);
