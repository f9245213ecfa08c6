-- Adds the given batches to both tables, as before, with less to do for each call: what its context says is looked up by
-- number, and names come back when there are few rows left.
create or replace function health_add(p_org integer, p_zone text, p_batches bigint[], p_from timestamptz, p_to timestamptz)
returns void language plpgsql as $$
begin
  with calls as materialized (
    select date_trunc('hour', c.time, p_zone) as hour, c.time, c.context_id, c.n, c.latency_ms, c.ttft_ms, c.output
    from charge c
    where c.org_id = p_org and c.batch_id = any (p_batches) and c.time >= p_from and c.time <= p_to
      and c.line = 0 and c.n <> 0
  ), paths as materialized (
    select x.id, x.provider, x.model, x.route, v.is_good, v.is_good or x.error_class = 'timeout' as has_waited,
      dense_rank() over (order by x.provider, x.model, x.route)::integer as path
    from context x
    cross join lateral (select health_verdict(x.status, x.error_class) as is_good offset 0) v
    where x.org_id = p_org and x.id = any (array(select distinct c.context_id from calls c))
  ), lines as (
    select c.hour, p.path, c.n, case when not p.is_good then c.n else 0 end as fault,
      case when p.is_good is not null then floor(date_part('epoch', c.time - c.hour) / 300)::smallint end as fives,
      case when p.has_waited then latency_bucket(c.latency_ms) end as latency,
      case when p.is_good then latency_bucket(c.ttft_ms) end as ttft,
      case when p.is_good and c.latency_ms > c.ttft_ms and c.output <> 0 then c.output end as tokens,
      case when p.is_good and c.latency_ms > c.ttft_ms and c.output <> 0 then c.n * (c.latency_ms - c.ttft_ms) end as ms
    from calls c join paths p on p.id = c.context_id
  ), cells as materialized (
    select hour, path, grouping(fives, latency, ttft) as kind, coalesce(fives, latency, ttft) as at,
      sum(n)::integer as n, sum(fault)::integer as faults, sum(tokens) as tokens, sum(ms) as ms
    from lines group by grouping sets ((hour, path, fives), (hour, path, latency), (hour, path, ttft))
  ), named as (
    select distinct on (p.path) p.path, p.provider, p.model, p.route from paths p order by p.path
  ), hours as materialized (
    select hour, path,
      coalesce(array_agg(at order by at) filter (where kind = 5 and at is not null and n <> 0), '{}') as latency_at,
      coalesce(array_agg(n order by at) filter (where kind = 5 and at is not null and n <> 0), '{}') as latency_n,
      coalesce(array_agg(at order by at) filter (where kind = 6 and at is not null and n <> 0), '{}') as ttft_at,
      coalesce(array_agg(n order by at) filter (where kind = 6 and at is not null and n <> 0), '{}') as ttft_n,
      coalesce(array_agg(at order by at) filter (where kind = 3 and at is not null and n <> 0), '{}') as told_at,
      coalesce(array_agg(n order by at) filter (where kind = 3 and at is not null and n <> 0), '{}') as told_n,
      coalesce(array_agg(at order by at) filter (where kind = 3 and at is not null and faults <> 0), '{}') as fault_at,
      coalesce(array_agg(faults order by at) filter (where kind = 3 and at is not null and faults <> 0), '{}') as fault_n,
      coalesce(sum(tokens) filter (where kind = 3), 0)::bigint as written_tokens,
      coalesce(sum(ms) filter (where kind = 3), 0)::bigint as written_ms
    from cells group by hour, path
  ), days as materialized (
    select day, path,
      coalesce(array_agg(at order by at) filter (where kind = 5 and at is not null and n <> 0), '{}') as latency_at,
      coalesce(array_agg(n order by at) filter (where kind = 5 and at is not null and n <> 0), '{}') as latency_n,
      coalesce(array_agg(at order by at) filter (where kind = 6 and at is not null and n <> 0), '{}') as ttft_at,
      coalesce(array_agg(n order by at) filter (where kind = 6 and at is not null and n <> 0), '{}') as ttft_n,
      coalesce(sum(tokens) filter (where kind = 3), 0)::bigint as written_tokens,
      coalesce(sum(ms) filter (where kind = 3), 0)::bigint as written_ms
    from (
      select date_trunc('day', hour, p_zone) as day, path, kind, at, sum(n)::integer as n, sum(tokens) as tokens,
        sum(ms) as ms
      from cells group by 1, path, kind, at
    ) d
    group by day, path
  ), put_hour as (
    insert into health_hour (org_id, bucket, provider, model, route, latency_at, latency_n, ttft_at, ttft_n,
      told_at, told_n, fault_at, fault_n, written_tokens, written_ms)
    select p_org, hour, provider, model, route, latency_at, latency_n, ttft_at, ttft_n,
      told_at, told_n, fault_at, fault_n, written_tokens, written_ms
    from hours join named using (path) order by hour, provider, model, route
    on conflict (org_id, bucket, provider, model, route) do update set
      (latency_at, latency_n) = (select a.at, a.n from counts_added(
        health_hour.latency_at, health_hour.latency_n, excluded.latency_at, excluded.latency_n) a),
      (ttft_at, ttft_n) = (select a.at, a.n from counts_added(
        health_hour.ttft_at, health_hour.ttft_n, excluded.ttft_at, excluded.ttft_n) a),
      (told_at, told_n) = (select a.at, a.n from counts_added(
        health_hour.told_at, health_hour.told_n, excluded.told_at, excluded.told_n) a),
      (fault_at, fault_n) = (select a.at, a.n from counts_added(
        health_hour.fault_at, health_hour.fault_n, excluded.fault_at, excluded.fault_n) a),
      written_tokens = health_hour.written_tokens + excluded.written_tokens,
      written_ms = health_hour.written_ms + excluded.written_ms
  )
  insert into health_day (org_id, bucket, provider, model, route, latency_at, latency_n, ttft_at, ttft_n,
    written_tokens, written_ms)
  select p_org, day, provider, model, route, latency_at, latency_n, ttft_at, ttft_n, written_tokens, written_ms
  from days join named using (path) order by day, provider, model, route
  on conflict (org_id, bucket, provider, model, route) do update set
    (latency_at, latency_n) = (select a.at, a.n from counts_added(
      health_day.latency_at, health_day.latency_n, excluded.latency_at, excluded.latency_n) a),
    (ttft_at, ttft_n) = (select a.at, a.n from counts_added(
      health_day.ttft_at, health_day.ttft_n, excluded.ttft_at, excluded.ttft_n) a),
    written_tokens = health_day.written_tokens + excluded.written_tokens,
    written_ms = health_day.written_ms + excluded.written_ms;
end $$;
