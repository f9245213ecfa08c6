-- When an organisation's hours were last looked at: days that moved since, as an import moves them, are a reason to
-- look again before the hour is over.
alter table anomaly_watch add column looked_at timestamptz not null default now();
