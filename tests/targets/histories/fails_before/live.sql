create type fails_colour as enum ('red', 'blue');
create table fails_item (id serial primary key, colour fails_colour);
create table fails_mark (id serial primary key, colour fails_colour);
create table fails_note (id serial primary key, words varchar(20));
create table fails_before_version (
  version_num varchar(32) not null,
  constraint fails_before_version_pkc primary key (version_num)
);
insert into fails_before_version values ('f3');
