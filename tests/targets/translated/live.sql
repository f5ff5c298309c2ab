create schema bookkeeping;
create table bookkeeping.history (
  version_num varchar(64) not null,
  constraint history_pkc primary key (version_num)
);
insert into bookkeeping.history values ('v1');
create schema acme;
create table acme.account (id serial primary key);
