-- What spans of one trace said of who caused a call, and which calls were counted by them: kept for some hours, since
-- the spans of a trace come in any order and in several requests.
create table trace_window (
  org_id integer not null,
  -- A digest of the trace's id, which is the sender's text.
  trace uuid not null,
  -- JSON, as text: senders may write what jsonb does not hold. Nobody asks for a part of it.
  spans text not null,
  touched_at timestamptz not null,
  -- When a sum of calls counts although no call below it came.
  due_at timestamptz,
  primary key (org_id, trace)
);
create index trace_window_due on trace_window (due_at) where due_at is not null;
create index trace_window_touched on trace_window (org_id, touched_at);

select wall_table('trace_window', 'select, insert, update, delete');
