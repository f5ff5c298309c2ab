create table things (id serial primary key);
create table odd (id serial primary key);
