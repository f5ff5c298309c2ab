create schema acme;
create table acme.history_of_acme (
  version_num varchar(64) not null,
  constraint history_of_acme_pkc primary key (version_num)
);
insert into acme.history_of_acme values ('v1');
create table acme.account (id serial primary key);
