-- Forecasts of an organisation are made in turns: who makes them since when, the budget to go on with, and what was
-- seen when the first turn began.
alter table alert_watch
  add column outlook_taken_at timestamptz,
  add column outlook_next integer,
  add column outlook_began text;
