-- Sight: the teams whose spend a member sees; null is all. Only roles that may be narrowed have any.
alter table membership add column teams text[];
alter table membership add constraint membership_teams
  check (teams is null or (role in ('engineer', 'viewer') and cardinality(teams) between 1 and 50));

-- Month 1 to 12 in which the organisation's fiscal year begins.
alter table organisation add column fiscal_start integer not null default 1;
alter table organisation add constraint organisation_fiscal_start check (fiscal_start between 1 and 12);

-- Where a key was used last, and the key that took its place.
alter table api_key add column last_used_address text;
alter table api_key add column replaced_by integer;

create table invitation (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  email text not null,
  role text not null check (role in ('owner', 'admin', 'finance', 'engineer', 'viewer')),
  teams text[],
  token_hash bytea not null,
  invited_by integer,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by integer,
  withdrawn_at timestamptz,
  primary key (org_id, id),
  constraint invitation_teams
    check (teams is null or (role in ('engineer', 'viewer') and cardinality(teams) between 1 and 50))
);

-- The audit trail -------------------------------------------------------------------------------

-- Who changed what. Each row's hash covers the row and the hash before it. It outlives what it tells of,
-- the organisation included: no foreign key.
create table audit_entry (
  org_id integer not null,
  id integer not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'key', 'system')),
  actor_id integer,
  actor_name text not null,
  address text,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (org_id, id)
);
create index audit_entry_at on audit_entry (org_id, at);

-- Where the chain ends. Its row's lock makes writers follow one another, so that the chain never forks.
create table audit_head (
  org_id integer not null primary key,
  id integer not null,
  hash bytea not null
);

-- How far the chain was checked: the pass under way, the last whole one, and the first bad entry.
create table audit_check (
  org_id integer not null primary key,
  began_at timestamptz,
  cursor_id integer not null default 0,
  cursor_hash bytea not null,
  verified_at timestamptz,
  verified_id integer not null default 0,
  verified_hash bytea not null,
  broken_id integer,
  broken_at timestamptz,
  reason text
);

-- Entries are added and read, never changed: not even the owner of the table may, short of granting it anew.
revoke update, delete, truncate on audit_entry from public;
revoke update, delete, truncate on audit_entry from current_user;
