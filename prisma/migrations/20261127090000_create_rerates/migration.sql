-- A re-rate takes a line back as it stood and puts it down anew: two rows with the number of the re-rate and how
-- often the line was re-rated by then. The row that a line began with has neither.
alter table charge add column rerate_id integer, add column revision smallint;

-- A job: first a dry run, then, asked for apart, a check that nothing moved since, and the new prices.
create table rerate (
  org_id integer not null,
  id integer not null,
  status text not null check (
    status in ('previewing', 'previewed', 'checking', 'applying', 'applied', 'stale', 'stopped', 'cancelled')
  ),
  -- Of calls that had no price, as soon as there is one.
  automatic boolean not null,
  from_time timestamptz not null,
  to_time timestamptz not null,
  provider text,
  model text,
  -- Of whoever applied it.
  reason text,
  -- The version of the price book that the pass under way prices by.
  book text,
  cursor_time timestamptz,
  cursor_key bigint,
  calls_done bigint not null,
  calls_total bigint not null,
  created_by integer,
  created_at timestamptz not null,
  applied_by integer,
  applied_at timestamptz,
  finished_at timestamptz,
  primary key (org_id, id)
);
create index rerate_active on rerate (org_id) where status in ('previewing', 'checking', 'applying');

-- What a pass of a job found, by month of the organisation's zone and context.
create table rerate_sum (
  org_id integer not null,
  rerate_id integer not null,
  pass text not null check (pass in ('preview', 'check', 'apply')),
  month timestamptz not null,
  context_id integer not null,
  calls bigint not null,
  changed bigint not null,
  list_before numeric not null,
  list_after numeric not null,
  billed_before numeric not null,
  billed_after numeric not null,
  unpriced_calls_before bigint not null,
  unpriced_calls_after bigint not null,
  unpriced_tokens_before bigint not null,
  unpriced_tokens_after bigint not null,
  primary key (org_id, rerate_id, pass, month, context_id)
);

-- The price book that an organisation's unpriced calls were last gone over with.
create table rerate_watch (
  org_id integer primary key,
  book text not null
);

select wall_table('rerate', 'select, insert, delete, update (status, reason, book, cursor_time, cursor_key,
  calls_done, calls_total, applied_by, applied_at, finished_at)');
select wall_table('rerate_sum', 'select, delete');
select wall_table('rerate_watch', 'select');
create policy rerate on account using (
  id in (select r.created_by from rerate r where r.org_id = wall_org())
  or id in (select r.applied_by from rerate r where r.org_id = wall_org())
);

-- Takes an event back as it stands, once: of each line the row that was written last. The lock lets a second
-- transaction see what the first wrote.
create or replace function ledger_reverse(p_org integer, p_key bigint, p_seconds integer)
returns void language plpgsql as $$
declare
  v_from timestamptz := to_timestamp(p_seconds);
  v_to timestamptz := to_timestamp(p_seconds + 1);
  v_batch bigint;
begin
  perform from identity i where i.org_id = p_org and i.key = p_key for update;
  insert into batch (org_id, min_time, max_time, charges)
  select p_org, min(c.time), max(c.time), count(distinct c.line)
  from charge c
  where c.org_id = p_org and c.event_key = p_key and c.time >= v_from and c.time < v_to
  having count(*) > 0 and bool_and(c.n = 1 or c.revision is not null)
  returning id into v_batch;
  if v_batch is null then
    return;
  end if;
  insert into charge (
    time, event_key, batch_id, list_pico, billed_pico, computed_pico, reported_pico, request_key, org_id,
    context_id, user_id, session_id, price_id, input_uncached, cache_read, output, cache_write_5m,
    cache_write_1h, cache_write_other, reasoning, latency_ms, ttft_ms, n, line, flags, extra
  )
  select distinct on (c.line) c.time, c.event_key, v_batch, -c.list_pico, -c.billed_pico, -c.computed_pico,
    -c.reported_pico, c.request_key, c.org_id, c.context_id, c.user_id, c.session_id, c.price_id, -c.input_uncached,
    -c.cache_read, -c.output, -c.cache_write_5m, -c.cache_write_1h, -c.cache_write_other, -c.reasoning,
    c.latency_ms, c.ttft_ms, -1, c.line, c.flags, null::jsonb
  from charge c
  where c.org_id = p_org and c.event_key = p_key and c.n = 1 and c.time >= v_from and c.time < v_to
  order by c.line, c.revision desc nulls last;
end $$;

-- As before; what a report states is read once, however often its price was changed.
create or replace function ledger_demote_replacements(p_org integer, p_call bigint, p_report bigint)
returns void language plpgsql as $$
declare
  v_key bigint := p_report;
  v_seconds integer;
begin
  loop
    select x.event_key into v_key from correction x
    where x.org_id = p_org and x.target_key = v_key and x.kind = 'replace';
    exit when not found;
    update identity set call_key = p_call
    where org_id = p_org and key = v_key and call_key is null
    returning seconds into v_seconds;
    exit when not found;
    insert into report (org_id, call_key, event_key, source_id, received_at, time, reported_pico)
    select p_org, p_call, v_key, min(t.source_id), x.received_at, c.time, sum(c.reported_pico)
    from correction x
    join charge c on c.org_id = p_org and c.event_key = v_key and c.n = 1 and c.revision is null
      and c.time >= to_timestamp(v_seconds) and c.time < to_timestamp(v_seconds + 1)
    join context t on t.org_id = p_org and t.id = c.context_id
    where x.org_id = p_org and x.event_key = v_key
    group by x.received_at, c.time
    on conflict do nothing;
    perform ledger_reverse(p_org, v_key, v_seconds);
  end loop;
end $$;
