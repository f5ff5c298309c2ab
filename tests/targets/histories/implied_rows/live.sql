create table implied_version (
  version_num varchar(32) not null,
  constraint implied_version_pkc primary key (version_num)
);
insert into implied_version values ('j1');
create table implied (id serial primary key, note text);
create table needing (id integer primary key references implied (id));
