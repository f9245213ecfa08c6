-- A view that is mailed for every day, week or month, as its maker sees it.
create table report_schedule (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  name text not null,
  page text not null,
  query text not null,
  every text not null check (every in ('day', 'week', 'month')),
  hour smallint not null check (hour between 0 and 23),
  csv boolean not null,
  recipients text[] not null,
  created_by integer not null,
  -- Whole periods that are due from then on are sent.
  starts_at timestamptz not null,
  paused_because text,
  primary key (org_id, id)
);

-- One letter for each period and recipient, for ever: none is sent twice.
create table report_delivery (
  org_id integer not null,
  schedule_id integer not null,
  period_start timestamptz not null,
  recipient text not null,
  period_end timestamptz not null,
  state text not null check (state in ('due', 'sending', 'sent', 'failed', 'unknown')),
  attempts smallint not null,
  next_try_at timestamptz not null,
  changed_at timestamptz not null,
  fault text,
  primary key (org_id, schedule_id, period_start, recipient)
);
create index report_delivery_due on report_delivery (org_id, next_try_at) where state in ('due', 'sending');

select wall_table('report_schedule', 'select, insert, update, delete');
select wall_table('report_delivery', 'select, insert, update, delete');
