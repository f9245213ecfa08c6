-- What is watched beside budgets, and how far it may stray before somebody is told.
create table alert_rule (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  slug text not null,
  name text not null,
  kind text not null check (kind in (
    'anomaly', 'spend_change', 'unpriced', 'coverage', 'source_silent', 'credit', 'provider_health')),
  filters text[] not null,
  each text,
  -- Thresholds and windows of the kind.
  settings jsonb not null,
  -- Null: told once.
  renotify_hours integer check (renotify_hours > 0),
  notify text[] not null,
  paused boolean not null,
  version integer not null,
  created_by integer,
  created_at timestamptz not null,
  changed_by integer,
  changed_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, slug)
);

-- Where each entity of a rule stood when it was last read. Entities are '' for the whole, '~' for what is
-- unattributed and '=' with the value.
create table alert_state (
  org_id integer not null,
  rule_id integer not null,
  entity text not null,
  state text not null check (state in ('ok', 'warning', 'alert', 'no_data')),
  value text,
  said text not null,
  since timestamptz not null,
  read_at timestamptz not null,
  -- The alert that is open for it.
  alert_id integer,
  primary key (org_id, rule_id, entity)
);

-- What somebody should know. A key is recorded once, whatever happens to the figures afterwards.
create table alert (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  key text not null,
  -- One of them; what they name may be gone since.
  budget_id integer,
  rule_id integer,
  kind text not null,
  -- Of the budget or rule, as it was called then.
  name text not null,
  entity text not null,
  period_start timestamptz not null,
  period_end timestamptz,
  measure text check (measure in ('actual', 'forecast')),
  threshold integer,
  severity text not null check (severity in ('info', 'warning', 'critical')),
  title text not null,
  sentence text not null,
  facts jsonb not null,
  -- Names of the endpoints that were to be told.
  notify text[] not null,
  muted boolean not null,
  -- How many messages were made of it, and when the last.
  messages integer not null,
  notified_at timestamptz,
  annotation_id integer,
  fired_at timestamptz not null,
  acked_at timestamptz,
  acked_by text,
  resolved_at timestamptz,
  resolved_because text,
  primary key (org_id, id),
  unique (org_id, key)
);
create index alert_newest on alert (org_id, fired_at desc, id desc);
create index alert_open on alert (org_id, budget_id, rule_id) where resolved_at is null;

-- For so long a budget or rule tells nobody; what happens meanwhile is recorded all the same.
create table alert_mute (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  budget_id integer,
  rule_id integer,
  reason text not null,
  muted_by text not null,
  muted_at timestamptz not null,
  until timestamptz not null,
  primary key (org_id, id),
  check ((budget_id is null) <> (rule_id is null))
);
create index alert_mute_newest on alert_mute (org_id, until desc);

-- What the ledger and the budgets were like at the last look; its row is the lock under which one looks.
create table alert_watch (
  org_id integer primary key references organisation (id) on delete cascade,
  seen text,
  wide_at timestamptz,
  outlook_seen text,
  outlook_at timestamptz,
  rules_seen text,
  rules_at timestamptz
);

select wall_table('alert_rule', 'select, insert, update, delete');
select wall_table('alert_state', 'select, delete');
select wall_table('alert', 'select, update');
select wall_table('alert_mute', 'select, insert, update');
select wall_table('alert_watch', 'select');
