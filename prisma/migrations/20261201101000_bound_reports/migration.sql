-- Of one call no more than 64 reports are kept.

-- Stores the events of one organisation. Per event (order of the arrays):
-- 0 stored, 1 duplicate, 2 conflict, 3 key taken by another digest (try key + 1),
-- 4 another report of a call that is known, 5 its target was corrected before,
-- 6 as many reports of its call are kept as there may be: nothing of it is.
-- What is in state 4 waits in report_charge until the reports of its call are merged.
create or replace function ledger_append(
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
      ), placed as (
        select f.ix, f.call_key, e_source[f.ix] as source_id,
          row_number() over (partition by f.call_key order by f.ix) as place,
          row_number() over (partition by f.call_key, e_source[f.ix] order by f.ix) as place_of_source
        from further f
      ), crowded as (
        -- Beside the report that counts 63 are kept, and one of every source: nobody can keep another's out.
        select p.ix from placed p
        cross join lateral (
          select count(*) as reports, coalesce(bool_or(r.source_id = p.source_id), false) as has_own
          from (
            values (p.call_key), ((select i.call_key from identity i where i.org_id = p_org and i.key = p.call_key))
          ) c (key)
          join report r on r.org_id = p_org and r.call_key = c.key
        ) k
        where k.reports + p.place > 63 and (k.has_own or p.place_of_source > 1)
      ), forgotten as (
        delete from identity i
        using crowded w cross join lateral unnest(array[e_key[w.ix], r_key[w.ix], s_key[w.ix]]) as k (key)
        where i.org_id = p_org and i.key = k.key and (k.key = e_key[w.ix] or i.call_key = e_key[w.ix])
      ), others as (
        update identity i set call_key = f.call_key
        from further f
        where i.org_id = p_org and i.key = f.event_key and f.ix not in (select w.ix from crowded w)
        returning i.key
      ), reported as (
        insert into report (org_id, call_key, also_key, event_key, source_id, received_at, time, reported_pico)
        select p_org, f.call_key, f.also_key, f.event_key, e_source[f.ix], p_received, e_time[f.ix],
          (select sum(c.reported) from unnest(c_ix, c_reported) as c (ix, reported) where c.ix = f.ix)
        from further f
        where f.ix not in (select w.ix from crowded w)
        on conflict do nothing
      )
      select array_agg((case when w.ix is not null then 6 when f.ix is not null then 4 else v_state[t.ix] end)::smallint
        order by t.ix)
      into v_state
      from generate_subscripts(v_state, 1) as t (ix)
      left join further f on f.ix = t.ix
      left join crowded w on w.ix = t.ix;
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
