create table alembic_version (
  version_num varchar(32) not null,
  constraint alembic_version_pkc primary key (version_num)
);
insert into alembic_version values ('s2');
create table customer (
  id serial primary key,
  email varchar(200) unique,
  seen timestamp with time zone default now(),
  made timestamp with time zone default now()
);
