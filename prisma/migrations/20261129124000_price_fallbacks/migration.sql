-- What the answer of a rescued request cost beyond what the path that failed would have asked for the same tokens, at
-- the instant of the answer: reckoned after the row is written, since prices are not known to SQL.
alter table failed_request
  add column extra_state text not null default 'pending' check (extra_state in ('pending', 'known', 'unknown')),
  add column extra_pico numeric;
create index failed_request_pending on failed_request (org_id) where outcome = 'rescued' and extra_state = 'pending';
