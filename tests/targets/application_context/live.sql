create table alembic_version (
  version_num varchar(32) not null,
  constraint alembic_version_pkc primary key (version_num)
);
insert into alembic_version values ('c02');
create table invoice (id serial primary key, currency text default 'eur');
