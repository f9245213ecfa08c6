-- Tenancy and configuration ---------------------------------------------------------------------

create table organisation (
  id integer generated always as identity primary key,
  slug text not null unique,
  name text not null,
  zone text not null default 'UTC',
  currency text not null default 'USD',
  is_demo boolean not null default false,
  created_at timestamptz not null default now()
);

create table account (
  id integer generated always as identity primary key,
  email text not null unique,
  name text not null,
  password_hash text not null,
  session_version integer not null default 1,
  created_at timestamptz not null default now(),
  last_sign_in_at timestamptz
);

create table membership (
  org_id integer not null references organisation (id) on delete cascade,
  account_id integer not null references account (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'finance', 'engineer', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (org_id, account_id)
);
create index membership_account on membership (account_id);

-- One row: the state of the installation itself.
create table installation (
  id integer primary key check (id = 1),
  setup_token_hash bytea,
  completed_at timestamptz
);

create table source (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  name text not null,
  kind text not null default 'events',
  created_at timestamptz not null default now(),
  first_event_at timestamptz,
  last_event_at timestamptz,
  primary key (org_id, id),
  unique (org_id, name)
);

-- A local table: a key is looked up before its organisation is known.
create table api_key (
  id integer generated always as identity primary key,
  org_id integer not null references organisation (id) on delete cascade,
  public_id text not null unique,
  secret_hash bytea not null,
  hint text not null,
  name text not null,
  environment text not null,
  source_id integer,
  scopes text[] not null,
  created_by integer,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index api_key_org on api_key (org_id, id);

create table exchange_rate (
  org_id integer not null references organisation (id) on delete cascade,
  currency text not null,
  day date not null,
  usd_per_unit text not null,
  source text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, currency, day)
);

-- Immutable: a change of mind is a new row with a later effective date.
create table price_override (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  row jsonb not null,
  created_by integer,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  primary key (org_id, id)
);

-- Dictionaries ----------------------------------------------------------------------------------

-- Ids are the organisation's own, so that one organisation's rows can move together.
create table counter (
  org_id integer not null,
  name text not null,
  value integer not null,
  primary key (org_id, name)
);

-- The tuple of low-cardinality dimensions, stored once.
create table context (
  org_id integer not null,
  id integer not null,
  digest uuid not null,
  source_id integer not null,
  api_key_id integer,
  provider text not null,
  model text not null,
  route text not null,
  service_tier text,
  status text not null,
  error_class text,
  agent text,
  feature text,
  team text,
  environment text,
  tags jsonb not null default '{}',
  first_seen_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, digest)
);

create table end_user (
  org_id integer not null,
  id integer not null,
  digest uuid not null,
  name text not null,
  first_seen_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, digest)
);

create table usage_session (
  org_id integer not null,
  id integer not null,
  digest uuid not null,
  name text not null,
  first_seen_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, digest)
);

-- What priced a charge: list row, override row and exchange rate as they were on that day.
create table price_used (
  org_id integer not null,
  id integer not null,
  digest uuid not null,
  list_row jsonb,
  override_row jsonb,
  exchange jsonb,
  first_seen_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, digest)
);

-- The ledger ------------------------------------------------------------------------------------

-- One row per write and organisation; the rollup worker claims what is not yet in the cubes.
create table batch (
  org_id integer not null,
  id bigint generated always as identity,
  at timestamptz not null default now(),
  min_time timestamptz not null,
  max_time timestamptz not null,
  charges integer not null,
  rolled boolean not null default false,
  primary key (org_id, id)
);
create index batch_pending on batch (org_id, id) where not rolled;

-- key and rest are the two halves of a 128-bit digest; a true collision of key is probed at key + 1.
-- An event's key names the event; a response's key names the call that its reports meet in.
create table identity (
  org_id integer not null,
  seconds integer not null,
  key bigint not null,
  rest bigint not null,
  payload bigint not null,
  call_key bigint,
  primary key (org_id, key)
) with (fillfactor = 95);

create table charge (
  time timestamptz not null,
  event_key bigint not null,
  batch_id bigint not null,
  list_pico bigint,
  billed_pico bigint,
  computed_pico bigint,
  reported_pico bigint,
  request_key bigint,
  org_id integer not null,
  context_id integer not null,
  user_id integer,
  session_id integer,
  price_id integer,
  input_uncached integer not null,
  cache_read integer not null,
  output integer not null,
  cache_write_5m integer,
  cache_write_1h integer,
  cache_write_other integer,
  reasoning integer,
  latency_ms integer,
  ttft_ms integer,
  n smallint not null,
  line smallint not null,
  flags smallint not null,
  extra jsonb
) partition by range (time);
create index charge_time on charge (org_id, time);
create index charge_batch on charge (org_id, batch_id);
create index charge_user on charge (org_id, user_id, time) where user_id is not null;

-- What the source sent, beside the hot row and with a retention of its own.
create table payload (
  time timestamptz not null,
  event_key bigint not null,
  org_id integer not null,
  source_id integer not null,
  received_at timestamptz not null,
  detail text,
  body text not null
) partition by range (time);
create index payload_time on payload (org_id, time);

-- Other reports of a call that the ledger already holds.
create table report (
  org_id integer not null,
  call_key bigint not null,
  event_key bigint not null,
  source_id integer not null,
  received_at timestamptz not null,
  time timestamptz not null,
  reported_pico bigint,
  primary key (org_id, call_key, event_key)
);

-- One correction per target: to correct again, name the replacement. A correction may arrive first.
create table correction (
  org_id integer not null,
  event_key bigint not null,
  target_key bigint not null,
  kind text not null check (kind in ('void', 'replace')),
  reason text not null,
  received_at timestamptz not null,
  applied_at timestamptz,
  primary key (org_id, target_key)
);
create index correction_event on correction (org_id, event_key);
create index correction_pending on correction (org_id) where applied_at is null;

-- Events that were refused or contradict a known id, kept and shown.
create table refusal (
  org_id integer not null,
  id bigint generated always as identity,
  at timestamptz not null default now(),
  source_id integer not null,
  kind text not null check (kind in ('rejected', 'conflict')),
  event_id text,
  event_key bigint,
  code text not null,
  detail text not null,
  body text,
  primary key (org_id, id)
);
create index refusal_source on refusal (org_id, source_id, id);

-- Cubes: sums only, derived from charge -----------------------------------------------------------

create table cube_hour (
  org_id integer not null,
  bucket timestamptz not null,
  context_id integer not null,
  requests bigint not null,
  calls bigint not null,
  errors bigint not null,
  input_uncached bigint not null,
  cache_read bigint not null,
  cache_write bigint not null,
  output bigint not null,
  reasoning bigint not null,
  list_pico numeric not null,
  computed_pico numeric not null,
  billed_pico numeric not null,
  reported_pico numeric not null,
  reported_calls bigint not null,
  unpriced_calls bigint not null,
  unpriced_tokens bigint not null,
  primary key (org_id, bucket, context_id)
);
create table cube_day (like cube_hour including all);
create table cube_user_day (
  org_id integer not null,
  bucket timestamptz not null,
  user_id integer not null,
  requests bigint not null,
  calls bigint not null,
  errors bigint not null,
  input_uncached bigint not null,
  cache_read bigint not null,
  cache_write bigint not null,
  output bigint not null,
  reasoning bigint not null,
  list_pico numeric not null,
  computed_pico numeric not null,
  billed_pico numeric not null,
  reported_pico numeric not null,
  reported_calls bigint not null,
  unpriced_calls bigint not null,
  unpriced_tokens bigint not null,
  primary key (org_id, bucket, user_id)
);
create table cube_user_week (like cube_user_day including all);

-- Counts the changes of a day in cube_hour and cube_day, in the transaction that makes them.
create table cube_version (
  org_id integer not null,
  day timestamptz not null,
  version bigint not null,
  at timestamptz not null,
  primary key (org_id, day)
);
