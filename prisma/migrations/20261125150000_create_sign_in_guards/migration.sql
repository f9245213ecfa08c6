-- Local tables: both are asked before the organisation is known.

-- Attempts per account and address. The order of columns is the one the limiter inserts in.
create table throttle (
  key text primary key,
  points integer not null default 0,
  expire bigint
);
create index throttle_expire on throttle (expire);

-- Sessions ended before their time: a signed cookie cannot be taken back, so it is refused by its id.
create table ended_session (
  id uuid primary key,
  expires_at timestamptz not null
);
create index ended_session_expires on ended_session (expires_at);
