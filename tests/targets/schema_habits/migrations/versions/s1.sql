create table customer (
  id serial primary key,
  email text,
  old_name text,
  a_column_with_a_name_that_is_rather_long text
);
create unique index uq_customer_email on customer (email);
create index ix_customer_a_column_with_a_name_that_is_rather_long_and_is_cut_by_postgresql
  on customer (a_column_with_a_name_that_is_rather_long);
create table "order" (id serial primary key, state varchar(20));
create table measurement (taken_on date primary key, value integer) partition by range (taken_on);
create table log_line (line text);
create table wishlist (id serial primary key);
create type old_state as enum ('old');
do $$
declare labels text;
begin
  for number in 0..52 loop
    labels := (select string_agg(quote_literal('label_' || n), ', ' order by n) from generate_series(0, 4 + number % 2) n);
    execute format('create type kind_%s as enum (%s)', number, labels);
    execute format('create table kinds_%s (id serial primary key, kind kind_%s)', number, number);
  end loop;
  for number in 0..11 loop
    execute format('create schema part_%s', number);
    execute format('create table part_%s.node (id serial primary key)', number);
    if number > 0 then
      execute format('alter table part_%s.node add column before integer references part_%s.node (id)', number, number - 1);
    end if;
  end loop;
end $$;
create table word (id serial primary key, text text);
create table synonym (id serial primary key, word text);
