-- Stretches in which a provider failed so many of our own calls on a route that its error budget burned.
create table incident (
  org_id integer not null,
  id integer not null,
  provider text not null,
  route text not null,
  opened_at timestamptz not null,
  -- The end of the last five minutes that burned, so far where it is open.
  until_time timestamptz not null,
  state text not null check (state in ('open', 'over', 'withdrawn')),
  calls bigint not null,
  faults bigint not null,
  -- How most of them failed.
  error_class text,
  requests_failed bigint not null,
  rescued bigint not null,
  retried bigint not null,
  lost bigint not null,
  failed_pico numeric not null,
  annotation_id integer,
  found_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (org_id, id)
);
create index incident_time on incident (org_id, opened_at);

-- What of an organisation's days was looked at for incidents; its row is the lock under which they are.
create table incident_watch (
  org_id integer primary key,
  seen_until timestamptz not null
);

select wall_table('incident', 'select');
select wall_table('incident_watch', 'select');
