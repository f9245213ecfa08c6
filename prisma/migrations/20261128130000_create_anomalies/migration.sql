-- Hours that cost far more than hours like them, of the whole and of single teams, features and models.
create table anomaly (
  org_id integer not null,
  id integer not null,
  dimension text not null check (dimension in ('total', 'team', 'feature', 'model')),
  -- Null for the whole, and for what is unattributed.
  value text,
  from_time timestamptz not null,
  until_time timestamptz not null,
  state text not null check (state in ('open', 'over', 'withdrawn')),
  expected_pico numeric not null,
  actual_pico numeric not null,
  unpriced_calls bigint not null,
  -- The same hours of an earlier week, which the culprits are told against.
  compared_from timestamptz not null,
  compared_until timestamptz not null,
  culprits jsonb not null,
  -- A closer look at one of the whole, which the list shows already.
  folded boolean not null,
  annotation_id integer,
  found_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (org_id, id)
);
create unique index anomaly_series on anomaly (org_id, dimension, coalesce(value, ''), (value is null), from_time);
create index anomaly_time on anomaly (org_id, from_time);

-- How far an organisation's hours were looked at; its row is the lock under which they are.
create table anomaly_watch (
  org_id integer primary key,
  looked_until timestamptz not null
);

select wall_table('anomaly', 'select');
select wall_table('anomaly_watch', 'select');
