-- What happened at an instant and may explain a change of spend: a marker on charts.
create table annotation (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  time timestamptz not null,
  kind text not null
    check (kind in ('deploy', 'incident', 'note', 'price_change', 'budget_edit', 'alert', 'anomaly')),
  entity text check (length(entity) between 1 and 256),
  text text not null check (length(text) between 1 and 200),
  created_by integer,
  created_by_key integer,
  created_at timestamptz not null,
  primary key (org_id, id)
);
create index annotation_time on annotation (org_id, time);
