-- A trace's row is written twice in each request; when it was touched is asked a few times an hour. A BRIN index costs
-- the write nothing, and rows find room on their page.
drop index trace_window_touched;
create index trace_window_touched on trace_window using brin (touched_at);
alter table trace_window set (fillfactor = 40);
