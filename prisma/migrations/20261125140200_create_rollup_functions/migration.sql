-- What each line adds to a sum: the cubes and every question over charges read it here. An amount that is
-- unknown adds nothing to its sum, and its tokens to the unpriced ones. A computed cost is stored where it
-- differs from the list cost; flag 64 says that it is unknown.
create view charge_measures as
select c.org_id, c.batch_id, c.time, c.event_key, c.context_id, c.user_id, c.session_id,
  (case when c.line = 0 and c.flags & 1 = 1 then c.n else 0 end)::bigint as requests,
  (case when c.line = 0 then c.n else 0 end)::bigint as calls,
  (case when c.line = 0 and c.flags & 2 = 2 then c.n else 0 end)::bigint as errors,
  c.input_uncached::bigint as input_uncached, c.cache_read::bigint as cache_read,
  coalesce(c.cache_write_5m, 0)::bigint + coalesce(c.cache_write_1h, 0) + coalesce(c.cache_write_other, 0)
    as cache_write,
  c.output::bigint as output, coalesce(c.reasoning, 0)::bigint as reasoning,
  coalesce(c.list_pico, 0)::numeric as list_pico,
  coalesce(c.computed_pico, case when c.flags & 64 = 0 then c.list_pico end, 0)::numeric as computed_pico,
  coalesce(c.billed_pico, 0)::numeric as billed_pico,
  coalesce(c.reported_pico, 0)::numeric as reported_pico,
  (case when c.line = 0 and c.reported_pico is not null then c.n else 0 end)::bigint as reported_calls,
  (case when c.line = 0 and c.flags & 4 = 4 then c.n else 0 end)::bigint as unpriced_calls,
  case when c.billed_pico is null then c.input_uncached::bigint + c.cache_read + c.output
    + coalesce(c.cache_write_5m, 0) + coalesce(c.cache_write_1h, 0) + coalesce(c.cache_write_other, 0)
    else 0 end as unpriced_tokens
from charge c;

-- Adds the sums of the given batches to the four cubes; calls without a user stand under user 0. p_from and p_to bound their times (inclusive).
create function rollup_add(p_org integer, p_zone text, p_batches bigint[], p_from timestamptz, p_to timestamptz)
returns void language plpgsql as $$
begin
  with lines as not materialized (
    select date_trunc('hour', c.time, p_zone) as hour, date_trunc('day', c.time, p_zone) as day,
      c.context_id, coalesce(c.user_id, 0) as user_id,
      c.requests, c.calls, c.errors, c.input_uncached, c.cache_read, c.cache_write, c.output, c.reasoning, c.list_pico,
      c.computed_pico, c.billed_pico, c.reported_pico, c.reported_calls, c.unpriced_calls, c.unpriced_tokens
    from charge_measures c
    where c.org_id = p_org and c.batch_id = any (p_batches) and c.time >= p_from and c.time <= p_to
  ), hours as materialized (
    select hour, day, context_id,
      sum(requests) as requests, sum(calls) as calls, sum(errors) as errors,
      sum(input_uncached) as input_uncached, sum(cache_read) as cache_read, sum(cache_write) as cache_write,
      sum(output) as output, sum(reasoning) as reasoning, sum(list_pico) as list_pico,
      sum(computed_pico) as computed_pico, sum(billed_pico) as billed_pico,
      sum(reported_pico) as reported_pico, sum(reported_calls) as reported_calls,
      sum(unpriced_calls) as unpriced_calls, sum(unpriced_tokens) as unpriced_tokens
    from lines group by hour, day, context_id
  ), users as materialized (
    select day, user_id,
      sum(requests) as requests, sum(calls) as calls, sum(errors) as errors,
      sum(input_uncached) as input_uncached, sum(cache_read) as cache_read, sum(cache_write) as cache_write,
      sum(output) as output, sum(reasoning) as reasoning, sum(list_pico) as list_pico,
      sum(computed_pico) as computed_pico, sum(billed_pico) as billed_pico,
      sum(reported_pico) as reported_pico, sum(reported_calls) as reported_calls,
      sum(unpriced_calls) as unpriced_calls, sum(unpriced_tokens) as unpriced_tokens
    from lines group by day, user_id
  ), put_version as (
    insert into cube_version (org_id, day, version, at)
    select p_org, h.day, 1, clock_timestamp() from (select distinct day from hours) h order by h.day
    on conflict (org_id, day) do update set version = cube_version.version + 1, at = excluded.at
  ), put_hour as (
    insert into cube_hour (org_id, bucket, context_id,
      requests, calls, errors, input_uncached, cache_read, cache_write, output, reasoning, list_pico,
      computed_pico, billed_pico, reported_pico, reported_calls, unpriced_calls, unpriced_tokens)
    select p_org, hour, context_id,
      requests, calls, errors, input_uncached, cache_read, cache_write, output, reasoning, list_pico,
      computed_pico, billed_pico, reported_pico, reported_calls, unpriced_calls, unpriced_tokens
    from hours order by hour, context_id
    on conflict (org_id, bucket, context_id) do update set
      requests = cube_hour.requests + excluded.requests, calls = cube_hour.calls + excluded.calls,
      errors = cube_hour.errors + excluded.errors,
      input_uncached = cube_hour.input_uncached + excluded.input_uncached,
      cache_read = cube_hour.cache_read + excluded.cache_read,
      cache_write = cube_hour.cache_write + excluded.cache_write, output = cube_hour.output + excluded.output,
      reasoning = cube_hour.reasoning + excluded.reasoning,
      list_pico = cube_hour.list_pico + excluded.list_pico,
      computed_pico = cube_hour.computed_pico + excluded.computed_pico,
      billed_pico = cube_hour.billed_pico + excluded.billed_pico,
      reported_pico = cube_hour.reported_pico + excluded.reported_pico,
      reported_calls = cube_hour.reported_calls + excluded.reported_calls,
      unpriced_calls = cube_hour.unpriced_calls + excluded.unpriced_calls,
      unpriced_tokens = cube_hour.unpriced_tokens + excluded.unpriced_tokens
  ), put_day as (
    insert into cube_day (org_id, bucket, context_id,
      requests, calls, errors, input_uncached, cache_read, cache_write, output, reasoning, list_pico,
      computed_pico, billed_pico, reported_pico, reported_calls, unpriced_calls, unpriced_tokens)
    select p_org, day, context_id,
      sum(requests), sum(calls), sum(errors), sum(input_uncached), sum(cache_read), sum(cache_write),
      sum(output), sum(reasoning), sum(list_pico), sum(computed_pico), sum(billed_pico), sum(reported_pico),
      sum(reported_calls), sum(unpriced_calls), sum(unpriced_tokens)
    from hours group by day, context_id order by day, context_id
    on conflict (org_id, bucket, context_id) do update set
      requests = cube_day.requests + excluded.requests, calls = cube_day.calls + excluded.calls,
      errors = cube_day.errors + excluded.errors,
      input_uncached = cube_day.input_uncached + excluded.input_uncached,
      cache_read = cube_day.cache_read + excluded.cache_read,
      cache_write = cube_day.cache_write + excluded.cache_write, output = cube_day.output + excluded.output,
      reasoning = cube_day.reasoning + excluded.reasoning, list_pico = cube_day.list_pico + excluded.list_pico,
      computed_pico = cube_day.computed_pico + excluded.computed_pico,
      billed_pico = cube_day.billed_pico + excluded.billed_pico,
      reported_pico = cube_day.reported_pico + excluded.reported_pico,
      reported_calls = cube_day.reported_calls + excluded.reported_calls,
      unpriced_calls = cube_day.unpriced_calls + excluded.unpriced_calls,
      unpriced_tokens = cube_day.unpriced_tokens + excluded.unpriced_tokens
  ), put_user_day as (
    insert into cube_user_day (org_id, bucket, user_id,
      requests, calls, errors, input_uncached, cache_read, cache_write, output, reasoning, list_pico,
      computed_pico, billed_pico, reported_pico, reported_calls, unpriced_calls, unpriced_tokens)
    select p_org, day, user_id,
      requests, calls, errors, input_uncached, cache_read, cache_write, output, reasoning, list_pico,
      computed_pico, billed_pico, reported_pico, reported_calls, unpriced_calls, unpriced_tokens
    from users order by day, user_id
    on conflict (org_id, bucket, user_id) do update set
      requests = cube_user_day.requests + excluded.requests, calls = cube_user_day.calls + excluded.calls,
      errors = cube_user_day.errors + excluded.errors,
      input_uncached = cube_user_day.input_uncached + excluded.input_uncached,
      cache_read = cube_user_day.cache_read + excluded.cache_read,
      cache_write = cube_user_day.cache_write + excluded.cache_write,
      output = cube_user_day.output + excluded.output,
      reasoning = cube_user_day.reasoning + excluded.reasoning,
      list_pico = cube_user_day.list_pico + excluded.list_pico,
      computed_pico = cube_user_day.computed_pico + excluded.computed_pico,
      billed_pico = cube_user_day.billed_pico + excluded.billed_pico,
      reported_pico = cube_user_day.reported_pico + excluded.reported_pico,
      reported_calls = cube_user_day.reported_calls + excluded.reported_calls,
      unpriced_calls = cube_user_day.unpriced_calls + excluded.unpriced_calls,
      unpriced_tokens = cube_user_day.unpriced_tokens + excluded.unpriced_tokens
  )
  insert into cube_user_week (org_id, bucket, user_id,
      requests, calls, errors, input_uncached, cache_read, cache_write, output, reasoning, list_pico,
      computed_pico, billed_pico, reported_pico, reported_calls, unpriced_calls, unpriced_tokens)
  select p_org, date_trunc('week', day, p_zone), user_id,
      sum(requests), sum(calls), sum(errors), sum(input_uncached), sum(cache_read), sum(cache_write),
      sum(output), sum(reasoning), sum(list_pico), sum(computed_pico), sum(billed_pico), sum(reported_pico),
      sum(reported_calls), sum(unpriced_calls), sum(unpriced_tokens)
  from users group by date_trunc('week', day, p_zone), user_id order by 2, 3
  on conflict (org_id, bucket, user_id) do update set
      requests = cube_user_week.requests + excluded.requests, calls = cube_user_week.calls + excluded.calls,
      errors = cube_user_week.errors + excluded.errors,
      input_uncached = cube_user_week.input_uncached + excluded.input_uncached,
      cache_read = cube_user_week.cache_read + excluded.cache_read,
      cache_write = cube_user_week.cache_write + excluded.cache_write,
      output = cube_user_week.output + excluded.output,
      reasoning = cube_user_week.reasoning + excluded.reasoning,
      list_pico = cube_user_week.list_pico + excluded.list_pico,
      computed_pico = cube_user_week.computed_pico + excluded.computed_pico,
      billed_pico = cube_user_week.billed_pico + excluded.billed_pico,
      reported_pico = cube_user_week.reported_pico + excluded.reported_pico,
      reported_calls = cube_user_week.reported_calls + excluded.reported_calls,
      unpriced_calls = cube_user_week.unpriced_calls + excluded.unpriced_calls,
      unpriced_tokens = cube_user_week.unpriced_tokens + excluded.unpriced_tokens;
end $$;

-- Adds what is not yet in the cubes, at most p_limit batches; returns how many it took. Sums and mark
-- commit together, so a batch is added exactly once; upserts run in key order against deadlock.
create function rollup_apply(p_org integer, p_zone text, p_limit integer) returns integer language plpgsql as $$
declare
  v_ids bigint[];
  v_from timestamptz;
  v_to timestamptz;
begin
  perform pg_advisory_xact_lock_shared(hashtext('rollup'), p_org);
  select array_agg(b.id), min(b.min_time), max(b.max_time)
  into v_ids, v_from, v_to
  from (
    select id, min_time, max_time from batch
    where org_id = p_org and not rolled
    order by id limit p_limit
    for update skip locked
  ) b;
  if v_ids is null then
    return 0;
  end if;
  perform rollup_add(p_org, p_zone, v_ids, v_from, v_to);
  update batch set rolled = true where org_id = p_org and id = any (v_ids);
  return cardinality(v_ids);
end $$;

-- Derives the cubes of an organisation anew from its charges, leaving what is pending to the worker.
create function rollup_rebuild(p_org integer, p_zone text) returns void language plpgsql as $$
declare
  v_month record;
begin
  perform pg_advisory_xact_lock(hashtext('rollup'), p_org);
  delete from cube_hour where org_id = p_org;
  delete from cube_day where org_id = p_org;
  delete from cube_user_day where org_id = p_org;
  delete from cube_user_week where org_id = p_org;
  -- Days of another zone must not stay beside those of this one.
  perform pg_advisory_xact_lock(hashtext('cuboid'), p_org);
  delete from cube_version where org_id = p_org;
  delete from cuboid_stamp where org_id = p_org;
  delete from cuboid_day where org_id = p_org;
  delete from cuboid_hour where org_id = p_org;
  for v_month in
    select date_trunc('month', c.time, 'UTC') as month, array_agg(distinct c.batch_id) as batches
    from charge c
    where c.org_id = p_org
      and c.batch_id <> all (array(select b.id from batch b where b.org_id = p_org and not b.rolled))
    group by 1 order by 1
  loop
    perform rollup_add(
      p_org, p_zone, v_month.batches, v_month.month, v_month.month + interval '1 month' - interval '1 microsecond'
    );
  end loop;
end $$;
