-- Runs of the smoke suite. What they cost is in US dollars, as their cap is: it is no spend of the ledger.
create table smoke_run (
  org_id integer not null,
  id integer not null,
  -- Drawn by whoever ran it: a run that is posted twice is kept once.
  run_key uuid not null,
  name text,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  posted_at timestamptz not null,
  repeat smallint not null,
  cap_pico numeric not null,
  spent_pico numeric not null,
  -- Calls that may have cost something, nobody knows what.
  unpriced_calls integer not null,
  -- The cap left something untested.
  stopped boolean not null,
  primary key (org_id, id),
  unique (org_id, run_key)
);
create index smoke_run_newest on smoke_run (org_id, started_at desc);

create table smoke_route (
  org_id integer not null,
  run_id integer not null,
  position smallint not null,
  label text not null,
  -- As the ledger names it: direct, or the gateway's slug.
  route text not null,
  provider text not null,
  model text not null,
  protocol text not null,
  base_url text not null,
  calls integer not null,
  spent_pico numeric not null,
  unpriced_calls integer not null,
  latency_calls integer not null,
  -- Null where nothing was measured; of p95 and what is added at it also where too few calls were made to tell.
  p50_ms real,
  p95_ms real,
  first_token_p50_ms real,
  added_p50_ms real,
  added_p95_ms real,
  primary key (org_id, run_id, position)
);

create table smoke_cell (
  org_id integer not null,
  run_id integer not null,
  position smallint not null,
  "check" text not null,
  state text not null check (state in ('pass', 'fail', 'missing', 'untested')),
  sentence text not null,
  facts jsonb not null,
  -- What was sent and what came back, secrets redacted.
  exchanges jsonb not null,
  primary key (org_id, run_id, position, "check")
);

select wall_table('smoke_run', 'select, insert, delete');
select wall_table('smoke_route', 'select, insert, delete');
select wall_table('smoke_cell', 'select, insert, delete');
