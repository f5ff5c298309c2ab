create table products_version (
  version_num varchar(32) not null,
  constraint products_version_pkc primary key (version_num)
);
insert into products_version values ('shop2'), ('store1');
create table shop (id serial primary key, name text);
create table store (id serial primary key);
