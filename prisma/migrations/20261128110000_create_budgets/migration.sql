-- What a scope of spend may cost in each period. Filters are the text of an address, in canonical order.
create table budget (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  slug text not null,
  name text not null,
  filters text[] not null,
  each text check (each in ('user', 'team', 'agent', 'feature', 'api_key')),
  period text not null check (period in ('day', 'week', 'month', 'quarter', 'custom')),
  -- Of a custom period: the month from which the year is cut, null for the organisation's own, and its length.
  fiscal_start smallint check (fiscal_start between 1 and 12),
  fiscal_months smallint check (fiscal_months in (1, 2, 3, 4, 6, 12)),
  amount numeric not null check (amount > 0),
  currency text not null,
  thresholds integer[] not null,
  forecast_thresholds integer[] not null,
  on_exceed text not null check (on_exceed in ('warn', 'deny')),
  notify text[] not null,
  version integer not null,
  created_by integer,
  created_at timestamptz not null,
  changed_by integer,
  changed_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, slug),
  check ((period = 'custom') = (fiscal_months is not null))
);

-- What is added to every limit of a budget while it lasts.
create table budget_increase (
  org_id integer not null,
  budget_id integer not null,
  id integer not null,
  amount numeric not null check (amount > 0),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  created_by integer,
  created_at timestamptz not null,
  primary key (org_id, budget_id, id),
  check (ends_at > starts_at)
);

select wall_table('budget', 'select, insert, update, delete');
select wall_table('budget_increase', 'select, insert, update, delete');
