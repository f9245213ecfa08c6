-- Where alerts are delivered to.
create table endpoint (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  name text not null,
  kind text not null check (kind in ('slack', 'email', 'webhook', 'pagerduty', 'teams')),
  -- Enough to recognise it by; what is secret of it is sealed.
  shown text not null,
  sealed text not null,
  -- Null while it is on.
  off_because text,
  failing_since timestamptz,
  delivered_at timestamptz,
  created_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, name)
);

-- One message to one endpoint, once for each key.
create table delivery (
  org_id integer not null,
  -- What the receiver knows it by, at every attempt.
  id text not null,
  endpoint_id integer not null,
  key text not null,
  message jsonb not null,
  state text not null check (state in ('due', 'delivered', 'failed', 'dropped')),
  attempts smallint not null,
  -- The job that makes the next attempt.
  job_id uuid,
  created_at timestamptz not null,
  -- From then on it is tried; somebody who has it sent again begins anew.
  due_since timestamptz not null,
  next_try_at timestamptz,
  primary key (org_id, id),
  unique (org_id, endpoint_id, key)
);
create index delivery_newest on delivery (org_id, endpoint_id, created_at desc);

create table delivery_attempt (
  org_id integer not null,
  delivery_id text not null,
  attempt smallint not null,
  at timestamptz not null,
  ms integer not null,
  status smallint,
  fault text,
  answer text,
  primary key (org_id, delivery_id, attempt)
);

select wall_table('endpoint', 'select, insert, update, delete');
select wall_table('delivery', 'select, insert, update, delete');
select wall_table('delivery_attempt', 'select, insert, delete');
