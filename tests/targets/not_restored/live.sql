create type parcel_state as enum ('packed', 'sent');
create table parcel (id serial primary key, state parcel_state not null, weight integer);
create table alembic_version (version_num varchar(32) primary key);
insert into alembic_version values ('r2');
