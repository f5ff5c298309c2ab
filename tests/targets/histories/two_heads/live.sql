create table heads_version (
  version_num varchar(32) not null,
  constraint heads_version_pkc primary key (version_num)
);
insert into heads_version values ('left'), ('right');
create table headed (id serial primary key);
create table left_part (id serial primary key);
create table right_part (id serial primary key);
