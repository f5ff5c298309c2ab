create schema shop;
create extension pg_trgm;
create table shop.customers (id serial primary key, name text);
create table shop.customer_history (id serial primary key, name text);
create table shop.coupons (id serial primary key, customer_id integer references shop.customers (id));
create function shop.touch() returns trigger language plpgsql as $$ BEGIN RETURN NEW; END $$;
create trigger touched before update on shop.customers for each row execute function shop.touch();
create table alembic_version (version_num varchar(32) constraint alembic_version_pkc primary key);
insert into alembic_version values ('b1');
