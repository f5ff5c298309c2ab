-- Triggers.
create table users (id integer);
create function stamp() returns trigger language plpgsql as 'begin return new; end';
create function other() returns trigger language plpgsql as 'begin return new; end';
create trigger stamped before update on users for each row execute function stamp();
-- changed function of trigger stamped
drop trigger stamped on users; create trigger stamped before update on users for each row execute function other();
-- changed definition of trigger stamped
drop trigger stamped on users; create trigger stamped before insert on users for each row execute function stamp();
