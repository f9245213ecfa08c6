-- Filters name a source by name; what it was called goes on working in them.
alter table source add column former_names text[] not null default '{}';
comment on policy tenant on source is 'select, insert, update (name, bills, former_names)';
