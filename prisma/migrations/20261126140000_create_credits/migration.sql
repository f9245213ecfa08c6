-- What a provider gives for nothing: an amount or a number of tokens, for a scope and a time. Immutable but
-- for its withdrawal.
create table credit_grant (
  org_id integer not null,
  id integer not null,
  name text not null,
  -- Filters as an address writes them; all must hold.
  scope text[] not null,
  amount_pico numeric,
  tokens bigint,
  starts_at timestamptz not null,
  expires_at timestamptz,
  created_by integer,
  created_at timestamptz not null,
  withdrawn_at timestamptz,
  -- When the worker had walked the ledger for it as it is now; null while that is to come.
  applied_at timestamptz,
  primary key (org_id, id),
  constraint credit_grant_kind check ((amount_pico is null) <> (tokens is null)),
  constraint credit_grant_size check (coalesce(amount_pico, 1) > 0 and coalesce(tokens, 1) > 0),
  constraint credit_grant_time check (expires_at is null or expires_at > starts_at)
);

-- What each grant pays of each line of the ledger.
create table credit_use (
  org_id integer not null,
  grant_id integer not null,
  time timestamptz not null,
  event_key bigint not null,
  line smallint not null,
  billed_pico bigint not null,
  tokens bigint not null,
  primary key (org_id, grant_id, time, event_key, line)
);
create index credit_use_time on credit_use (org_id, time);

-- The state of a day that the grants were last walked over.
create table credit_day (
  org_id integer not null,
  day timestamptz not null,
  version bigint not null,
  at timestamptz not null,
  primary key (org_id, day)
);
