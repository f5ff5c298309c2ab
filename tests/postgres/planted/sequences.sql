-- Sequences.
create table users (id integer);
create sequence tickets;
-- changed owned_by of sequence tickets
alter sequence tickets owned by users.id;
-- changed data_type of sequence tickets
alter sequence tickets as integer maxvalue 1000; update pg_sequence set seqmax = 9223372036854775807 where seqrelid = 'tickets'::regclass;
-- changed start of sequence tickets
alter sequence tickets start 5;
-- changed minimum of sequence tickets
alter sequence tickets minvalue 0;
-- changed maximum of sequence tickets
alter sequence tickets maxvalue 100;
-- changed cache of sequence tickets
alter sequence tickets cache 20;
-- changed cycles of sequence tickets
alter sequence tickets cycle;
-- changed persistence of sequence tickets
alter sequence tickets set unlogged;
-- changed owner of sequence tickets
alter sequence tickets owner to pg_monitor;
