-- Partitions by month, made before the first write into a month. They are attached, not created as partitions:
-- that would wait for every reader of the whole table, and every writer for it.
create function ledger_ensure_month(p_month date) returns void language plpgsql as $$
declare
  v_from timestamptz := p_month::timestamp at time zone 'UTC';
  v_to timestamptz := (p_month + interval '1 month') at time zone 'UTC';
  v_suffix text := to_char(p_month, '"y"YYYY"m"MM');
begin
  perform pg_advisory_xact_lock(hashtext('ledger_ensure_month'));
  if to_regclass('charge_' || v_suffix) is null then
    execute format('create table %I (like charge including all)', 'charge_' || v_suffix);
    -- A batch is small whatever a sample of the table says, so what is pending is always read by its index.
    execute format('alter table %I alter column batch_id set (n_distinct = -0.01)', 'charge_' || v_suffix);
    execute format('alter table charge attach partition %I for values from (%L) to (%L)', 'charge_' || v_suffix, v_from, v_to);
  end if;
  if to_regclass('payload_' || v_suffix) is null then
    execute format('create table %I (like payload including all)', 'payload_' || v_suffix);
    execute format('alter table payload attach partition %I for values from (%L) to (%L)', 'payload_' || v_suffix, v_from, v_to);
  end if;
end $$;

-- The next p_count ids of the organisation's own sequence; returns the last of them.
create function ledger_take_ids(p_org integer, p_name text, p_count integer) returns integer language sql as $$
  insert into counter (org_id, name, value) values (p_org, p_name, p_count)
  on conflict (org_id, name) do update set value = counter.value + excluded.value
  returning value
$$;

create function ledger_contexts(p_org integer, p_digest uuid[], p_doc jsonb[])
returns table (digest uuid, id integer) language plpgsql as $$
declare
  v_last integer;
begin
  if exists (
    select 1 from unnest(p_digest) as d (digest)
    left join context c on c.org_id = p_org and c.digest = d.digest
    where c.id is null
  ) then
    v_last := ledger_take_ids(p_org, 'context', cardinality(p_digest));
    insert into context (
      org_id, id, digest, source_id, api_key_id, provider, model, route, service_tier, status, error_class,
      agent, feature, team, environment, tags
    )
    select p_org, v_last - cardinality(p_digest) + d.ix::integer, d.digest,
      (d.doc ->> 'source_id')::integer, (d.doc ->> 'api_key_id')::integer, d.doc ->> 'provider', d.doc ->> 'model',
      d.doc ->> 'route', d.doc ->> 'service_tier', d.doc ->> 'status', d.doc ->> 'error_class', d.doc ->> 'agent',
      d.doc ->> 'feature', d.doc ->> 'team', d.doc ->> 'environment', coalesce(d.doc -> 'tags', '{}')
    from unnest(p_digest, p_doc) with ordinality as d (digest, doc, ix)
    on conflict do nothing;
  end if;
  return query select c.digest, c.id from context c where c.org_id = p_org and c.digest = any (p_digest);
end $$;

create function ledger_users(p_org integer, p_digest uuid[], p_name text[])
returns table (digest uuid, id integer) language plpgsql as $$
declare
  v_last integer;
begin
  if exists (
    select 1 from unnest(p_digest) as d (digest)
    left join end_user u on u.org_id = p_org and u.digest = d.digest
    where u.id is null
  ) then
    v_last := ledger_take_ids(p_org, 'end_user', cardinality(p_digest));
    insert into end_user (org_id, id, digest, name)
    select p_org, v_last - cardinality(p_digest) + d.ix::integer, d.digest, d.name
    from unnest(p_digest, p_name) with ordinality as d (digest, name, ix)
    on conflict do nothing;
  end if;
  return query select u.digest, u.id from end_user u where u.org_id = p_org and u.digest = any (p_digest);
end $$;

create function ledger_sessions(p_org integer, p_digest uuid[], p_name text[])
returns table (digest uuid, id integer) language plpgsql as $$
declare
  v_last integer;
begin
  if exists (
    select 1 from unnest(p_digest) as d (digest)
    left join usage_session s on s.org_id = p_org and s.digest = d.digest
    where s.id is null
  ) then
    v_last := ledger_take_ids(p_org, 'usage_session', cardinality(p_digest));
    insert into usage_session (org_id, id, digest, name)
    select p_org, v_last - cardinality(p_digest) + d.ix::integer, d.digest, d.name
    from unnest(p_digest, p_name) with ordinality as d (digest, name, ix)
    on conflict do nothing;
  end if;
  return query select s.digest, s.id from usage_session s where s.org_id = p_org and s.digest = any (p_digest);
end $$;

create function ledger_prices(p_org integer, p_digest uuid[], p_list jsonb[], p_override jsonb[], p_exchange jsonb[])
returns table (digest uuid, id integer) language plpgsql as $$
declare
  v_last integer;
begin
  if exists (
    select 1 from unnest(p_digest) as d (digest)
    left join price_used p on p.org_id = p_org and p.digest = d.digest
    where p.id is null
  ) then
    v_last := ledger_take_ids(p_org, 'price_used', cardinality(p_digest));
    insert into price_used (org_id, id, digest, list_row, override_row, exchange)
    select p_org, v_last - cardinality(p_digest) + d.ix::integer, d.digest, d.list_row, d.override_row, d.exchange
    from unnest(p_digest, p_list, p_override, p_exchange)
      with ordinality as d (digest, list_row, override_row, exchange, ix)
    on conflict do nothing;
  end if;
  return query select p.digest, p.id from price_used p where p.org_id = p_org and p.digest = any (p_digest);
end $$;

-- Takes the charges of an event back, once. The lock lets a second transaction see what the first wrote.
create function ledger_reverse(p_org integer, p_key bigint, p_seconds integer) returns void language plpgsql as $$
declare
  v_from timestamptz := to_timestamp(p_seconds);
  v_to timestamptz := to_timestamp(p_seconds + 1);
  v_batch bigint;
begin
  perform from identity i where i.org_id = p_org and i.key = p_key for update;
  insert into batch (org_id, min_time, max_time, charges)
  select p_org, min(c.time), max(c.time), count(*)
  from charge c
  where c.org_id = p_org and c.event_key = p_key and c.time >= v_from and c.time < v_to
  having count(*) > 0 and min(c.n) = 1
  returning id into v_batch;
  if v_batch is null then
    return;
  end if;
  insert into charge (
    time, event_key, batch_id, list_pico, billed_pico, computed_pico, reported_pico, request_key, org_id,
    context_id, user_id, session_id, price_id, input_uncached, cache_read, output, cache_write_5m,
    cache_write_1h, cache_write_other, reasoning, latency_ms, ttft_ms, n, line, flags, extra
  )
  select c.time, c.event_key, v_batch, -c.list_pico, -c.billed_pico, -c.computed_pico, -c.reported_pico,
    c.request_key, c.org_id, c.context_id, c.user_id, c.session_id, c.price_id, -c.input_uncached,
    -c.cache_read, -c.output, -c.cache_write_5m, -c.cache_write_1h, -c.cache_write_other, -c.reasoning,
    c.latency_ms, c.ttft_ms, -1, c.line, c.flags, null
  from charge c
  where c.org_id = p_org and c.event_key = p_key and c.n = 1 and c.time >= v_from and c.time < v_to;
end $$;

-- What replaces a further report of a call, and what replaces that in turn, is a further report as well:
-- the first one has the call's money.
create function ledger_demote_replacements(p_org integer, p_call bigint, p_report bigint)
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
    join charge c on c.org_id = p_org and c.event_key = v_key and c.n = 1
      and c.time >= to_timestamp(v_seconds) and c.time < to_timestamp(v_seconds + 1)
    join context t on t.org_id = p_org and t.id = c.context_id
    where x.org_id = p_org and x.event_key = v_key
    group by x.received_at, c.time
    on conflict do nothing;
    perform ledger_reverse(p_org, v_key, v_seconds);
  end loop;
end $$;

-- Reverses those of p_targets that have arrived and wait for a pending correction. Idempotent: the
-- correction's row is locked and marked in the same transaction as the signed rows.
create function ledger_apply_corrections(p_org integer, p_targets bigint[]) returns integer language plpgsql as $$
declare
  v record;
  v_call bigint;
  v_count integer := 0;
begin
  for v in
    select x.target_key, i.seconds
    from correction x
    join identity i on i.org_id = p_org and i.key = x.target_key
    where x.org_id = p_org and x.target_key = any (p_targets) and x.applied_at is null
    order by x.target_key
    for update of x skip locked
  loop
    perform ledger_reverse(p_org, v.target_key, v.seconds);
    -- Read after the lock: the target may have become a further report meanwhile.
    select i.call_key into v_call from identity i where i.org_id = p_org and i.key = v.target_key;
    if v_call is not null then
      perform ledger_demote_replacements(p_org, v_call, v.target_key);
    end if;
    update correction set applied_at = statement_timestamp()
    where org_id = p_org and target_key = v.target_key;
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

-- Whether an event was taken back for good: by a void of it, or of what replaced it.
create function ledger_is_void(p_org integer, p_key bigint) returns boolean language plpgsql stable as $$
declare
  v_key bigint := p_key;
  v_kind text;
begin
  loop
    select x.event_key, x.kind into v_key, v_kind from correction x where x.org_id = p_org and x.target_key = v_key;
    if not found then
      return false;
    end if;
    if v_kind = 'void' then
      return true;
    end if;
  end loop;
end $$;

-- Stores the events of one organisation. Per event (order of the arrays):
-- 0 stored, 1 duplicate, 2 conflict, 3 key taken by another digest (try key + 1),
-- 4 another report of a call that is known, 5 its target was corrected before.
create function ledger_append(
  p_org integer, p_received timestamptz,
  e_source integer[], e_time timestamptz[], e_key bigint[], e_rest bigint[], e_payload bigint[],
  r_key bigint[], r_rest bigint[], r_other bigint[],
  x_ix integer[], x_target bigint[], x_kind text[], x_reason text[],
  b_detail text[], b_body text[],
  c_ix integer[], c_list bigint[], c_billed bigint[], c_computed bigint[], c_reported bigint[],
  c_request bigint[], c_context integer[], c_user integer[], c_session integer[], c_price integer[],
  c_input integer[], c_read integer[], c_output integer[], c_write_5m integer[], c_write_1h integer[],
  c_write_other integer[], c_reasoning integer[], c_latency integer[], c_ttft integer[],
  c_line smallint[], c_flags smallint[], c_extra jsonb[]
) returns smallint[] language plpgsql as $$
declare
  v_size integer := cardinality(e_key);
  v_new bigint[];
  v_state smallint[];
  v_batch bigint;
  v_calls integer;
begin
  with stored as (
    insert into identity (org_id, seconds, key, rest, payload)
    select p_org, floor(extract(epoch from t.time))::integer, t.key, t.rest, t.payload
    from unnest(e_time, e_key, e_rest, e_payload) as t (time, key, rest, payload)
    order by t.key
    on conflict do nothing
    returning key
  )
  select coalesce(array_agg(key), '{}') into v_new from stored;

  if cardinality(v_new) = v_size then
    v_state := array_fill(0::smallint, array[v_size]);
  else
    select array_agg(
      case
        when w.key is not null then 0
        when i.rest <> t.rest then 3
        when i.payload = t.payload then 1
        else 2
      end::smallint order by t.ix)
    into v_state
    from unnest(e_key, e_rest, e_payload) with ordinality as t (key, rest, payload, ix)
    left join unnest(v_new) as w (key) on w.key = t.key
    left join identity i on i.org_id = p_org and i.key = t.key;
  end if;

  -- A second report of a call meets the first at the response's key.
  if r_key is not null and cardinality(v_new) > 0 then
    insert into identity (org_id, seconds, key, rest, payload, call_key)
    select p_org, floor(extract(epoch from t.time))::integer, t.key, t.rest, 0, t.event_key
    from unnest(e_time, r_key, r_rest, r_other, e_key) with ordinality as t (time, key, rest, other, event_key, ix)
    where t.key is not null and v_state[t.ix] = 0
      and not exists (
        select 1 from identity o where o.org_id = p_org and o.key = t.other and o.call_key is not null
      )
    order by t.key, t.ix
    on conflict do nothing;
    get diagnostics v_calls = row_count;

    -- Where every response made a row of its own and none lies close to midnight, no report met another.
    if r_other is not null or v_calls < (
      select count(*) from unnest(r_key) with ordinality as t (key, ix) where t.key is not null and v_state[t.ix] = 0
    ) then
      -- A call whose counted report was taken back belongs to the next report of it.
      with free as (
        select distinct on (i.key) i.key, i.call_key, t.event_key
        from unnest(r_key, r_rest, r_other, e_key) with ordinality as t (key, rest, other, event_key, ix)
        join identity i on i.org_id = p_org and i.call_key is not null and i.call_key <> t.event_key
          and (i.key = t.key and i.rest = t.rest or i.key = t.other)
        where t.key is not null and v_state[t.ix] = 0 and ledger_is_void(p_org, i.call_key)
        order by i.key, t.ix
      )
      update identity i set call_key = free.event_key
      from free
      where i.org_id = p_org and i.key = free.key and i.call_key = free.call_key;

      with met as (
        select t.ix, t.event_key, coalesce(o.call_key, i.call_key) as call_key
        from unnest(r_key, r_rest, r_other, e_key) with ordinality as t (key, rest, other, event_key, ix)
        left join identity i on i.org_id = p_org and i.key = t.key and i.rest = t.rest
        left join identity o on o.org_id = p_org and o.key = t.other and o.call_key is not null
        where t.key is not null and v_state[t.ix] = 0
      ), others as (
        update identity i set call_key = met.call_key
        from met
        where i.org_id = p_org and i.key = met.event_key and met.call_key <> met.event_key
        returning i.key
      ), reported as (
        insert into report (org_id, call_key, event_key, source_id, received_at, time, reported_pico)
        select p_org, met.call_key, met.event_key, e_source[met.ix], p_received, e_time[met.ix],
          (select sum(c.reported) from unnest(c_ix, c_reported) as c (ix, reported) where c.ix = met.ix)
        from met
        where met.call_key <> met.event_key
        on conflict do nothing
      )
      select array_agg((case when met.call_key <> met.event_key then 4 else v_state[t.ix] end)::smallint order by t.ix)
      into v_state
      from generate_subscripts(v_state, 1) as t (ix)
      left join met on met.ix = t.ix;
    end if;
  end if;

  if x_ix is not null then
    with noted as (
      insert into correction (org_id, event_key, target_key, kind, reason, received_at)
      select p_org, e_key[x.ix], x.target, x.kind, x.reason, p_received
      from unnest(x_ix, x_target, x_kind, x_reason) as x (ix, target, kind, reason)
      where v_state[x.ix] = 0
      order by x.target, x.ix
      on conflict do nothing
      returning event_key
    ), late as (
      select x.ix from unnest(x_ix) as x (ix)
      left join noted on noted.event_key = e_key[x.ix]
      where v_state[x.ix] = 0 and noted.event_key is null
    ), forgotten as (
      delete from identity i using late where i.org_id = p_org and i.key = e_key[late.ix]
    )
    select array_agg((case when late.ix is not null then 5 else v_state[t.ix] end)::smallint order by t.ix)
    into v_state
    from generate_subscripts(v_state, 1) as t (ix)
    left join late on late.ix = t.ix;

    -- A further report has no charges that its replacement could stand for.
    with reported as (
      update identity i set call_key = o.call_key
      from unnest(x_ix, x_target, x_kind) as x (ix, target, kind)
      join identity o on o.org_id = p_org and o.key = x.target and o.call_key is not null
      where i.org_id = p_org and i.key = e_key[x.ix] and x.kind = 'replace' and v_state[x.ix] = 0
      returning x.ix, i.call_key
    ), noted as (
      insert into report (org_id, call_key, event_key, source_id, received_at, time, reported_pico)
      select p_org, r.call_key, e_key[r.ix], e_source[r.ix], p_received, e_time[r.ix],
        (select sum(c.reported) from unnest(c_ix, c_reported) as c (ix, reported) where c.ix = r.ix)
      from reported r
    )
    select array_agg((case when r.ix is not null then 4 else v_state[t.ix] end)::smallint order by t.ix)
    into v_state
    from generate_subscripts(v_state, 1) as t (ix)
    left join reported r on r.ix = t.ix;
  end if;

  if exists (select 1 from unnest(c_ix) as c (ix) where v_state[c.ix] = 0) then
    insert into batch (org_id, min_time, max_time, charges)
    select p_org, min(e_time[c.ix]), max(e_time[c.ix]), count(*)
    from unnest(c_ix) as c (ix)
    where v_state[c.ix] = 0
    returning id into v_batch;

    insert into charge (
      time, event_key, batch_id, list_pico, billed_pico, computed_pico, reported_pico, request_key, org_id,
      context_id, user_id, session_id, price_id, input_uncached, cache_read, output, cache_write_5m,
      cache_write_1h, cache_write_other, reasoning, latency_ms, ttft_ms, n, line, flags, extra
    )
    select e_time[c.ix], e_key[c.ix], v_batch, c.list, c.billed, c.computed, c.reported, c.request, p_org,
      c.context, c.end_user, c.session, c.price, c.input, c.read, c.output, c.write_5m,
      c.write_1h, c.write_other, c.reasoning, c.latency, c.ttft, 1, c.line, c.flags, c.extra
    from unnest(
      c_ix, c_list, c_billed, c_computed, c_reported, c_request, c_context, c_user, c_session, c_price,
      c_input, c_read, c_output, c_write_5m, c_write_1h, c_write_other, c_reasoning, c_latency, c_ttft,
      c_line, c_flags, c_extra
    ) as c (
      ix, list, billed, computed, reported, request, context, end_user, session, price,
      input, read, output, write_5m, write_1h, write_other, reasoning, latency, ttft,
      line, flags, extra
    )
    where v_state[c.ix] = 0;
  end if;

  insert into payload (time, event_key, org_id, source_id, received_at, detail, body)
  select t.time, t.key, p_org, t.source, p_received, t.detail, t.body
  from unnest(e_source, e_time, e_key, b_detail, b_body) with ordinality as t (source, time, key, detail, body, ix)
  where v_state[t.ix] in (0, 4) and t.body is not null;

  if x_ix is not null or exists (
    select 1 from correction x where x.org_id = p_org and x.applied_at is null and x.target_key = any (v_new)
  ) then
    perform ledger_apply_corrections(p_org, v_new || x_target);
  end if;

  return v_state;
end $$;
