-- How providers did, by hour and day of the organisation's zone, provider, model and route. How many calls failed and
-- why the other cubes know already; these hold what sums of them cannot: how long calls took, and five minutes within
-- the hour. A list of counts is two arrays: where, ascending, and how many there, never zero.
create table health_hour (
  org_id integer not null,
  bucket timestamptz not null,
  provider text not null,
  model text not null,
  route text not null,
  -- Of calls that were answered or timed out, by latency_bucket.
  latency_at smallint[] not null,
  latency_n integer[] not null,
  -- Until the first token, of calls that were answered.
  ttft_at smallint[] not null,
  ttft_n integer[] not null,
  -- Calls that say something of the provider, and those of them that it failed, by five minutes of the hour.
  told_at smallint[] not null,
  told_n integer[] not null,
  fault_at smallint[] not null,
  fault_n integer[] not null,
  -- Tokens that came after the first one, of answered calls that say when it came, and how long they took.
  written_tokens bigint not null,
  written_ms bigint not null,
  primary key (org_id, bucket, provider, model, route)
) with (fillfactor = 70);
create table health_day (
  org_id integer not null,
  bucket timestamptz not null,
  provider text not null,
  model text not null,
  route text not null,
  latency_at smallint[] not null,
  latency_n integer[] not null,
  ttft_at smallint[] not null,
  ttft_n integer[] not null,
  written_tokens bigint not null,
  written_ms bigint not null,
  primary key (org_id, bucket, provider, model, route)
) with (fillfactor = 70);

-- Requests of which an attempt failed or was broken off, and what became of them.
create table failed_request (
  org_id integer not null,
  request_key bigint not null,
  -- Of the first attempt that failed.
  time timestamptz not null,
  event_key bigint not null,
  context_id integer not null,
  -- Attempts that failed.
  failures integer not null,
  outcome text not null check (outcome in ('lost', 'retried', 'rescued')),
  -- The attempt that answered after all.
  answer_time timestamptz,
  answer_key bigint,
  answer_context_id integer,
  primary key (org_id, request_key)
);
create index failed_request_time on failed_request (org_id, time);

select wall_table('health_hour', 'select');
select wall_table('health_day', 'select');
select wall_table('failed_request', 'select');

-- Calls of requests that did not simply answer at once: those that failed, were broken off or came later. Few.
create index charge_trouble on charge (org_id, request_key) where request_key is not null and flags & 11 <> 1;

-- A logarithmic bucket of milliseconds: whatever lies in one is within 2 % of 2 g^b / (g + 1), where g = 1.02 / 0.98.
create function latency_bucket(p_ms integer) returns smallint language sql immutable parallel safe as $$
  select case when p_ms is not null then ceil(ln(greatest(p_ms, 1)::float8) / ln(1.02::float8 / 0.98))::smallint end
$$;

-- Whether a call tells of its provider, by what it ended as: true of an answer, false of a fault of the provider's
-- own, null of what was ours to fix or the caller's.
create function health_verdict(p_status text, p_class text) returns boolean language sql immutable parallel safe as $$
  select case
    when p_status = 'ok' then true
    when p_class in ('timeout', 'network', 'rate_limit', 'overloaded', 'server_error') and p_status = 'error' then false
  end
$$;

-- Two lists of counts as one.
create function counts_added(a_at smallint[], a_n integer[], b_at smallint[], b_n integer[])
returns table (at smallint[], n integer[]) language sql immutable parallel safe as $$
  select coalesce(array_agg(s.at order by s.at), '{}'), coalesce(array_agg(s.n order by s.at), '{}')
  from (
    select p.at, sum(p.n)::integer as n
    from (select * from unnest(a_at, a_n) union all select * from unnest(b_at, b_n)) as p (at, n)
    group by p.at having sum(p.n) <> 0
  ) s
$$;

-- Adds the given batches to both tables, in key order; p_from and p_to bound their times (inclusive).
create function health_add(p_org integer, p_zone text, p_batches bigint[], p_from timestamptz, p_to timestamptz)
returns void language plpgsql as $$
begin
  with lines as not materialized (
    select h.hour, x.provider, x.model, x.route, c.n, v.is_good,
      case when v.is_good is not null then floor(extract(epoch from c.time - h.hour) / 300)::smallint end as fives,
      case when v.is_good or x.error_class = 'timeout' then latency_bucket(c.latency_ms) end as latency,
      case when v.is_good then latency_bucket(c.ttft_ms) end as ttft,
      case when v.is_good and c.latency_ms > c.ttft_ms and c.output <> 0 then c.output end as tokens,
      c.n * (c.latency_ms - c.ttft_ms) as ms
    from charge c
    join context x on x.org_id = p_org and x.id = c.context_id
    cross join lateral (select health_verdict(x.status, x.error_class) as is_good) v
    cross join lateral (select date_trunc('hour', c.time, p_zone) as hour) h
    where c.org_id = p_org and c.batch_id = any (p_batches) and c.time >= p_from and c.time <= p_to
      and c.line = 0 and c.n <> 0
  ), cells as materialized (
    select hour, date_trunc('day', hour, p_zone) as day, provider, model, route,
      case grouping(fives, latency, ttft) when 3 then 'told' when 5 then 'latency' else 'ttft' end as kind,
      coalesce(fives, latency, ttft) as at, sum(n)::integer as n,
      coalesce(sum(n) filter (where not is_good), 0)::integer as faults,
      coalesce(sum(tokens), 0)::bigint as tokens, coalesce(sum(ms) filter (where tokens is not null), 0)::bigint as ms
    from lines
    group by grouping sets (
      (hour, provider, model, route, fives), (hour, provider, model, route, latency), (hour, provider, model, route, ttft)
    )
  ), hours as (
    select hour, provider, model, route,
      coalesce(array_agg(at order by at) filter (where kind = 'latency' and at is not null and n <> 0), '{}') as latency_at,
      coalesce(array_agg(n order by at) filter (where kind = 'latency' and at is not null and n <> 0), '{}') as latency_n,
      coalesce(array_agg(at order by at) filter (where kind = 'ttft' and at is not null and n <> 0), '{}') as ttft_at,
      coalesce(array_agg(n order by at) filter (where kind = 'ttft' and at is not null and n <> 0), '{}') as ttft_n,
      coalesce(array_agg(at order by at) filter (where kind = 'told' and at is not null and n <> 0), '{}') as told_at,
      coalesce(array_agg(n order by at) filter (where kind = 'told' and at is not null and n <> 0), '{}') as told_n,
      coalesce(array_agg(at order by at) filter (where kind = 'told' and at is not null and faults <> 0), '{}') as fault_at,
      coalesce(array_agg(faults order by at) filter (where kind = 'told' and at is not null and faults <> 0), '{}') as fault_n,
      coalesce(sum(tokens) filter (where kind = 'told'), 0)::bigint as written_tokens,
      coalesce(sum(ms) filter (where kind = 'told'), 0)::bigint as written_ms
    from cells group by hour, provider, model, route
  ), days as (
    select day, provider, model, route,
      coalesce(array_agg(at order by at) filter (where kind = 'latency' and at is not null and n <> 0), '{}') as latency_at,
      coalesce(array_agg(n order by at) filter (where kind = 'latency' and at is not null and n <> 0), '{}') as latency_n,
      coalesce(array_agg(at order by at) filter (where kind = 'ttft' and at is not null and n <> 0), '{}') as ttft_at,
      coalesce(array_agg(n order by at) filter (where kind = 'ttft' and at is not null and n <> 0), '{}') as ttft_n,
      coalesce(sum(tokens) filter (where kind = 'told'), 0)::bigint as written_tokens,
      coalesce(sum(ms) filter (where kind = 'told'), 0)::bigint as written_ms
    from (
      select day, provider, model, route, kind, at, sum(n)::integer as n, sum(tokens) as tokens, sum(ms) as ms
      from cells group by day, provider, model, route, kind, at
    ) d
    group by day, provider, model, route
  ), put_hour as (
    insert into health_hour (org_id, bucket, provider, model, route, latency_at, latency_n, ttft_at, ttft_n,
      told_at, told_n, fault_at, fault_n, written_tokens, written_ms)
    select p_org, hour, provider, model, route, latency_at, latency_n, ttft_at, ttft_n,
      told_at, told_n, fault_at, fault_n, written_tokens, written_ms
    from hours order by hour, provider, model, route
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
  from days order by day, provider, model, route
  on conflict (org_id, bucket, provider, model, route) do update set
    (latency_at, latency_n) = (select a.at, a.n from counts_added(
      health_day.latency_at, health_day.latency_n, excluded.latency_at, excluded.latency_n) a),
    (ttft_at, ttft_n) = (select a.at, a.n from counts_added(
      health_day.ttft_at, health_day.ttft_n, excluded.ttft_at, excluded.ttft_n) a),
    written_tokens = health_day.written_tokens + excluded.written_tokens,
    written_ms = health_day.written_ms + excluded.written_ms;
end $$;

-- Tells anew what became of these requests, from all their attempts that stand, whatever came in which order. The lock
-- is taken last in a transaction: whoever waits for it sees, when it is let go, all that was stored meanwhile.
create function health_requests(p_org integer, p_keys bigint[]) returns void language plpgsql as $$
begin
  if cardinality(p_keys) = 0 then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('failed_request'), p_org);
  delete from failed_request f where f.org_id = p_org and f.request_key = any (p_keys);
  with standing as materialized (
    select c.request_key, c.event_key, c.time, c.context_id, bool_or(c.flags & 10 <> 0) as has_failed
    from (select distinct k.key from unnest(p_keys) as k (key)) k
    join charge c on c.org_id = p_org and c.request_key = k.key and c.flags & 11 <> 1
    where c.line = 0
    group by c.request_key, c.event_key, c.time, c.context_id having sum(c.n) > 0
  ), failed as (
    select distinct on (s.request_key) s.*, count(*) over (partition by s.request_key)::integer as failures
    from standing s where s.has_failed
    order by s.request_key, s.time, s.event_key
  ), answers as (
    select distinct on (s.request_key) s.*
    from failed f join standing s on s.request_key = f.request_key and s.time >= f.time
    where not s.has_failed
    order by s.request_key, s.time, s.event_key
  )
  insert into failed_request (org_id, request_key, time, event_key, context_id, failures, outcome,
    answer_time, answer_key, answer_context_id)
  select p_org, f.request_key, f.time, f.event_key, f.context_id, f.failures,
    case
      when a.event_key is null then 'lost'
      when (y.provider, y.model, y.route) = (x.provider, x.model, x.route) then 'retried'
      else 'rescued'
    end,
    a.time, a.event_key, a.context_id
  from failed f
  join context x on x.org_id = p_org and x.id = f.context_id
  left join answers a on a.request_key = f.request_key
  left join context y on y.org_id = p_org and y.id = a.context_id
  order by f.request_key;
end $$;

-- Derives an organisation's health anew from its charges, leaving what is pending to the worker.
create function health_rebuild(p_org integer, p_zone text) returns void language plpgsql as $$
declare
  v_month record;
begin
  perform pg_advisory_xact_lock(hashtext('rollup'), p_org);
  delete from health_hour where org_id = p_org;
  delete from health_day where org_id = p_org;
  for v_month in
    select date_trunc('month', c.time, 'UTC') as month, array_agg(distinct c.batch_id) as batches
    from charge c
    where c.org_id = p_org
      and c.batch_id <> all (array(select b.id from batch b where b.org_id = p_org and not b.rolled))
    group by 1 order by 1
  loop
    perform health_add(
      p_org, p_zone, v_month.batches, v_month.month, v_month.month + interval '1 month' - interval '1 microsecond'
    );
  end loop;
  perform health_requests(p_org, array(
    select f.request_key from failed_request f where f.org_id = p_org
    union
    select c.request_key from charge c
    where c.org_id = p_org and c.request_key is not null and c.flags & 11 <> 1
  ));
end $$;

-- As before, and what the batches say of providers with it.
create or replace function rollup_apply(p_org integer, p_zone text, p_limit integer) returns integer
language plpgsql as $$
declare
  v_ids bigint[];
  v_from timestamptz;
  v_to timestamptz;
begin
  perform pg_advisory_xact_lock_shared(hashtext('rollup'), p_org);
  if exists (select 1 from organisation o where o.id = p_org and o.zone <> p_zone) then
    return 0;
  end if;
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
  perform health_add(p_org, p_zone, v_ids, v_from, v_to);
  update batch set rolled = true where org_id = p_org and id = any (v_ids);
  perform health_requests(p_org, array(
    select distinct c.request_key from charge c
    where c.org_id = p_org and c.batch_id = any (v_ids) and c.time >= v_from and c.time <= v_to
      and c.request_key is not null and c.flags & 11 <> 1
  ));
  return cardinality(v_ids);
end $$;

create or replace function rollup_rebuild(p_org integer, p_zone text) returns void language plpgsql as $$
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
  perform health_rebuild(p_org, p_zone);
end $$;

select health_rebuild(o.id, o.zone) from organisation o;
