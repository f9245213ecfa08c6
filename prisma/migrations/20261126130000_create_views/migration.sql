-- A page with its controls set, under a name: of one person, or shared with the organisation.
create table saved_view (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  name text not null check (length(name) between 1 and 80),
  page text not null check (page in ('/', '/explore', '/events', '/change')),
  query text not null check (length(query) <= 4000),
  shared boolean not null,
  created_by integer not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (org_id, id)
);

-- Where each person begins.
create table view_home (
  org_id integer not null references organisation (id) on delete cascade,
  account_id integer not null,
  view_id integer not null,
  primary key (org_id, account_id)
);
create index view_home_view on view_home (org_id, view_id);
