create table alembic_version (
  version_num varchar(32) not null,
  constraint alembic_version_pkc primary key (version_num)
);
insert into alembic_version values ('p02');
create table parcel (id serial primary key, label text, sizes jsonb);
