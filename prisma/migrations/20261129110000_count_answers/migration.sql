-- How "may I spend?" was answered, by ten minutes: counts, and how long answers took, by steps of a logarithmic scale.
create table authorize_count (
  org_id integer not null,
  slot timestamptz not null,
  allowed bigint not null,
  warned bigint not null,
  denied bigint not null,
  took bigint[] not null,
  primary key (org_id, slot)
);

select wall_table('authorize_count', 'select, insert, update, delete');
