create table orders (id serial primary key);
create table accounts (id serial primary key);
create table foreign_data (id serial primary key);
