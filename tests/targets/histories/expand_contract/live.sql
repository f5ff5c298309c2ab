create table labels_version (
  version_num varchar(32) not null,
  constraint labels_version_pkc primary key (version_num)
);
insert into labels_version values ('k1');
create table labelled (id serial primary key, new text);
