-- Several reports of one call: one of them counts, and what any of them says of who caused the call is known of it.

-- Until the reports of its call are merged a report is open. What it said besides money, once they are, is in gave;
-- also_key is a second call that it was found to be a report of: the two are one.
alter table report add column merged boolean not null default true, add column also_key bigint, add column gave text[];
alter table report alter column merged set default false;
create index report_open on report (org_id) where not merged;
create index report_event on report (org_id, event_key);

-- The lines of a further report as they would stand in the ledger if it counted: in charge they are from then on.
create table report_charge (
  time timestamptz not null,
  event_key bigint not null,
  list_pico bigint,
  billed_pico bigint,
  computed_pico bigint,
  reported_pico bigint,
  request_key bigint,
  org_id integer not null,
  context_id integer not null,
  user_id integer,
  session_id integer,
  price_id integer,
  input_uncached integer not null,
  cache_read integer not null,
  output integer not null,
  cache_write_5m integer,
  cache_write_1h integer,
  cache_write_other integer,
  reasoning integer,
  latency_ms integer,
  ttft_ms integer,
  line smallint not null,
  flags smallint not null,
  extra jsonb,
  primary key (org_id, event_key, line)
);
create index report_charge_time on report_charge (org_id, time);
select wall_table('report_charge', 'select');

-- Takes back those lines of an event that stand: of each the row that was written last. The lock lets a second
-- transaction see what the first wrote. With p_aside it is for another report of the call that counts instead: such
-- rows have a revision, as a re-rate's have, and the event is listed no more.
create function ledger_take_back(p_org integer, p_key bigint, p_seconds integer, p_aside boolean)
returns void language plpgsql as $$
declare
  v_from timestamptz := to_timestamp(p_seconds);
  v_to timestamptz := to_timestamp(p_seconds + 1);
  v_batch bigint;
begin
  perform from identity i where i.org_id = p_org and i.key = p_key for update;
  insert into batch (org_id, min_time, max_time, charges)
  select p_org, min(s.time), max(s.time), count(*)
  from (
    select c.line, min(c.time) as time from charge c
    where c.org_id = p_org and c.event_key = p_key and c.time >= v_from and c.time < v_to
    group by c.line having sum(c.n) > 0
  ) s
  having count(*) > 0
  returning id into v_batch;
  if v_batch is null then
    return;
  end if;
  insert into charge (
    time, event_key, batch_id, list_pico, billed_pico, computed_pico, reported_pico, request_key, org_id,
    context_id, user_id, session_id, price_id, input_uncached, cache_read, output, cache_write_5m,
    cache_write_1h, cache_write_other, reasoning, latency_ms, ttft_ms, n, line, flags, extra, revision
  )
  select distinct on (c.line) c.time, c.event_key, v_batch, -c.list_pico, -c.billed_pico, -c.computed_pico,
    -c.reported_pico, c.request_key, c.org_id, c.context_id, c.user_id, c.session_id, c.price_id, -c.input_uncached,
    -c.cache_read, -c.output, -c.cache_write_5m, -c.cache_write_1h, -c.cache_write_other, -c.reasoning,
    c.latency_ms, c.ttft_ms, -1, c.line, c.flags, null::jsonb,
    case when p_aside then (coalesce(c.revision, 0) + 1)::smallint end
  from charge c
  where c.org_id = p_org and c.event_key = p_key and c.n = 1 and c.time >= v_from and c.time < v_to
    and c.line in (
      select s.line from charge s
      where s.org_id = p_org and s.event_key = p_key and s.time >= v_from and s.time < v_to
      group by s.line having sum(s.n) > 0
    )
  order by c.line, c.revision desc nulls last;
end $$;

create or replace function ledger_reverse(p_org integer, p_key bigint, p_seconds integer)
returns void language plpgsql as $$
begin
  perform ledger_take_back(p_org, p_key, p_seconds, false);
end $$;

-- As before; it is taken back as what another report counts for, and may count again.
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
    perform ledger_take_back(p_org, v_key, v_seconds, true);
  end loop;
end $$;

-- As before, and opens the call to be merged anew. Reverses those of p_targets that have arrived and wait for a pending correction. Idempotent: the
-- correction's row is locked and marked in the same transaction as the signed rows.
create or replace function ledger_apply_corrections(p_org integer, p_targets bigint[]) returns integer language plpgsql as $$
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
    -- Another report of the call may count now, and what is known of the call belongs to what replaces this one.
    update report set merged = false
    where org_id = p_org and (call_key = v.target_key or event_key = v.target_key);
    update correction set applied_at = statement_timestamp()
    where org_id = p_org and target_key = v.target_key;
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

drop function ledger_append(
  integer, timestamptz, integer[], timestamptz[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], integer[], bigint[], text[], text[], text[], text[], integer[], bigint[], bigint[], bigint[], bigint[], bigint[], integer[], integer[], integer[], integer[], integer[], integer[], integer[], integer[], integer[], integer[], integer[], integer[], integer[], smallint[], smallint[], jsonb[]
);
drop function ledger_is_void(integer, bigint);

-- Stores the events of one organisation. Per event (order of the arrays):
-- 0 stored, 1 duplicate, 2 conflict, 3 key taken by another digest (try key + 1),
-- 4 another report of a call that is known, 5 its target was corrected before.
-- What is in state 4 waits in report_charge until the reports of its call are merged.
create function ledger_append(
  p_org integer, p_received timestamptz,
  e_source integer[], e_time timestamptz[], e_key bigint[], e_rest bigint[], e_payload bigint[],
  r_key bigint[], r_rest bigint[], r_other bigint[], r_id bigint[], s_key bigint[], s_rest bigint[],
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

  -- A second report of a call meets the first at the response's key, or at that of the call's span. The span's row keeps
  -- in payload which response it had: an application may name one span for several calls, which are not one.
  if (r_key is not null or s_key is not null) and cardinality(v_new) > 0 then
    insert into identity (org_id, seconds, key, rest, payload, call_key)
    select p_org, floor(extract(epoch from e_time[k.ix]))::integer, k.key, k.rest, coalesce(k.response, 0), e_key[k.ix]
    from (
      select t.key, t.rest, t.other, null::bigint as response, t.ix
      from unnest(r_key, r_rest, r_other) with ordinality as t (key, rest, other, ix)
      union all
      select t.key, t.rest, null, t.response, t.ix
      from unnest(s_key, s_rest, r_id) with ordinality as t (key, rest, response, ix)
    ) k
    where k.key is not null and v_state[k.ix] = 0
      and not exists (
        select 1 from identity o where o.org_id = p_org and o.key = k.other and o.call_key is not null
      )
    order by k.key, k.ix
    on conflict do nothing;
    get diagnostics v_calls = row_count;

    -- Where every key made a row of its own and none lies close to midnight, no report met another.
    if r_other is not null or v_calls < (
      select count(*) from unnest(r_key, s_key) with ordinality as t (response, span, ix)
        cross join lateral (values (t.response), (t.span)) k (key)
      where k.key is not null and v_state[t.ix] = 0
    ) then
      update identity s set payload = t.response
      from (
        select distinct on (t.span) t.span, t.rest, t.response
        from unnest(s_key, s_rest, r_id) with ordinality as t (span, rest, response, ix)
        where t.span is not null and t.response is not null and v_state[t.ix] = 0
        order by t.span, t.ix
      ) t
      where s.org_id = p_org and s.key = t.span and s.rest = t.rest and s.payload = 0;

      with met as (
        select t.ix, t.event_key, nullif(coalesce(o.call_key, i.call_key), t.event_key) as by_response,
          case when s.payload = 0 or t.response is null or t.response = s.payload
            then nullif(s.call_key, t.event_key) end as by_span
        from unnest(r_key, r_rest, r_other, r_id, s_key, s_rest, e_key) with ordinality
          as t (key, rest, other, response, span, span_rest, event_key, ix)
        left join identity i on i.org_id = p_org and i.key = t.key and i.rest = t.rest
        left join identity o on o.org_id = p_org and o.key = t.other and o.call_key is not null
        left join identity s on s.org_id = p_org and s.key = t.span and s.rest = t.span_rest
        where v_state[t.ix] = 0
      ), further as (
        select m.ix, m.event_key, coalesce(m.by_response, m.by_span) as call_key,
          case when m.by_span <> m.by_response then m.by_span end as also_key
        from met m where coalesce(m.by_response, m.by_span) is not null
      ), others as (
        update identity i set call_key = f.call_key
        from further f
        where i.org_id = p_org and i.key = f.event_key
        returning i.key
      ), reported as (
        insert into report (org_id, call_key, also_key, event_key, source_id, received_at, time, reported_pico)
        select p_org, f.call_key, f.also_key, f.event_key, e_source[f.ix], p_received, e_time[f.ix],
          (select sum(c.reported) from unnest(c_ix, c_reported) as c (ix, reported) where c.ix = f.ix)
        from further f
        on conflict do nothing
      )
      select array_agg((case when f.ix is not null then 4 else v_state[t.ix] end)::smallint order by t.ix)
      into v_state
      from generate_subscripts(v_state, 1) as t (ix)
      left join further f on f.ix = t.ix;
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

  insert into report_charge (
    time, event_key, list_pico, billed_pico, computed_pico, reported_pico, request_key, org_id,
    context_id, user_id, session_id, price_id, input_uncached, cache_read, output, cache_write_5m,
    cache_write_1h, cache_write_other, reasoning, latency_ms, ttft_ms, line, flags, extra
  )
  select e_time[c.ix], e_key[c.ix], c.list, c.billed, c.computed, c.reported, c.request, p_org,
    c.context, c.end_user, c.session, c.price, c.input, c.read, c.output, c.write_5m,
    c.write_1h, c.write_other, c.reasoning, c.latency, c.ttft, c.line, c.flags, c.extra
  from unnest(
    c_ix, c_list, c_billed, c_computed, c_reported, c_request, c_context, c_user, c_session, c_price,
    c_input, c_read, c_output, c_write_5m, c_write_1h, c_write_other, c_reasoning, c_latency, c_ttft,
    c_line, c_flags, c_extra
  ) as c (
    ix, list, billed, computed, reported, request, context, end_user, session, price,
    input, read, output, write_5m, write_1h, write_other, reasoning, latency, ttft, line, flags, extra
  )
  where v_state[c.ix] = 4;

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
