-- Which attempt of its request a call was, as a dimension like any other: first, retry, or fallback where the sender says
-- what it fell back from. Of what came before this was kept, it is known where all calls of a context were first.
alter table context add column attempt text;
update context set attempt = 'first'
where not exists (
  select 1 from cube_day m where m.org_id = context.org_id and m.context_id = context.id and m.calls <> m.requests
);

create or replace function ledger_contexts(p_org integer, p_digest uuid[], p_doc jsonb[])
returns table (digest uuid, id integer) language plpgsql as $$
declare
  v_last integer;
  v_made integer[];
begin
  if exists (
    select 1 from unnest(p_digest) as d (digest)
    left join context c on c.org_id = p_org and c.digest = d.digest
    where c.id is null
  ) then
    perform pg_advisory_xact_lock_shared(hashtext('attribution'), p_org);
    v_last := ledger_take_ids(p_org, 'context', cardinality(p_digest));
    with made as (
      insert into context (
        org_id, id, digest, source_id, api_key_id, provider, model, route, service_tier, status, error_class, attempt,
        agent, feature, team, environment, sent_agent, sent_feature, sent_team, sent_environment, tags
      )
      select p_org, v_last - cardinality(p_digest) + d.ix::integer, d.digest,
        (d.doc ->> 'source_id')::integer, (d.doc ->> 'api_key_id')::integer, d.doc ->> 'provider', d.doc ->> 'model',
        d.doc ->> 'route', d.doc ->> 'service_tier', d.doc ->> 'status', d.doc ->> 'error_class', d.doc ->> 'attempt',
        d.doc ->> 'agent',
        d.doc ->> 'feature', d.doc ->> 'team', d.doc ->> 'environment', d.doc ->> 'agent',
        d.doc ->> 'feature', d.doc ->> 'team', d.doc ->> 'environment', coalesce(d.doc -> 'tags', '{}')
      from unnest(p_digest, p_doc) with ordinality as d (digest, doc, ix)
      on conflict do nothing
      returning context.id
    )
    select array_agg(m.id) into v_made from made m;
    if exists (select 1 from given_name g where g.org_id = p_org)
      or exists (select 1 from attribution_rules r where r.org_id = p_org and r.rules <> '[]')
    then
      perform context_attribute(p_org, v_made);
    end if;
  end if;
  return query select c.digest, c.id from context c where c.org_id = p_org and c.digest = any (p_digest);
end $$;

-- As before, with one dimension more.
create or replace function cuboid_fold(p_org integer, p_zone text, p_cuboid integer, p_days timestamptz[], p_hours_from timestamptz)
returns void language plpgsql as $$
declare
  v_dimensions text[];
begin
  perform pg_advisory_xact_lock(hashtext('cuboid'), p_org);
  select c.dimensions into v_dimensions from cuboid c where c.org_id = p_org and c.id = p_cuboid;
  if v_dimensions is null then
    return;
  end if;
  delete from cuboid_stamp where org_id = p_org and cuboid_id = p_cuboid and day = any (p_days);
  delete from cuboid_day where org_id = p_org and cuboid_id = p_cuboid and bucket = any (p_days);
  delete from cuboid_hour where org_id = p_org and cuboid_id = p_cuboid and (day = any (p_days) or day < p_hours_from);
  update cuboid_stamp set hours = false
  where org_id = p_org and cuboid_id = p_cuboid and hours and day < p_hours_from;

  with first as materialized (
    select x.id, min(x.id) over (
      partition by
        case when 'agent' = any (v_dimensions) then x.agent end,
        case when 'feature' = any (v_dimensions) then x.feature end,
        case when 'team' = any (v_dimensions) then x.team end,
        case when 'environment' = any (v_dimensions) then x.environment end,
        case when 'api_key' = any (v_dimensions) then x.api_key_id end,
        case when 'provider' = any (v_dimensions) then x.provider end,
        case when 'model' = any (v_dimensions) then x.model end,
        case when 'route' = any (v_dimensions) then x.route end,
        case when 'source' = any (v_dimensions) then x.source_id end,
        case when 'status' = any (v_dimensions) then x.status end,
        case when 'error_class' = any (v_dimensions) then x.error_class end,
        case when 'service_tier' = any (v_dimensions) then x.service_tier end,
        case when 'attempt' = any (v_dimensions) then x.attempt end,
        (select jsonb_object_agg(t.key, t.value) from jsonb_each(x.tags) t where 'tag:' || t.key = any (v_dimensions))
    ) as first_id
    from context x where x.org_id = p_org
  ), days as materialized (
    select v.day, v.version, date_trunc('day', v.day + interval '30 hours', p_zone) as next_day
    from cube_version v where v.org_id = p_org and v.day = any (p_days)
  ), stamps as (
    insert into cuboid_stamp (org_id, cuboid_id, day, version, hours)
    select p_org, p_cuboid, d.day, d.version, d.day >= p_hours_from from days d
  ), sums as (
    insert into cuboid_day (org_id, cuboid_id, bucket, context_id,
      requests, calls, errors, input_uncached, cache_read, cache_write, output, reasoning, list_pico,
      computed_pico, billed_pico, reported_pico, reported_calls, unpriced_calls, unpriced_tokens)
    select p_org, p_cuboid, m.bucket, f.first_id,
      sum(m.requests), sum(m.calls), sum(m.errors), sum(m.input_uncached), sum(m.cache_read), sum(m.cache_write),
      sum(m.output), sum(m.reasoning), sum(m.list_pico), sum(m.computed_pico), sum(m.billed_pico),
      sum(m.reported_pico), sum(m.reported_calls), sum(m.unpriced_calls), sum(m.unpriced_tokens)
    from cube_day m join first f on f.id = m.context_id
    where m.org_id = p_org and m.bucket = any (p_days)
    group by m.bucket, f.first_id
  )
  insert into cuboid_hour (org_id, cuboid_id, day, bucket, context_id,
      requests, calls, errors, input_uncached, cache_read, cache_write, output, reasoning, list_pico,
      computed_pico, billed_pico, reported_pico, reported_calls, unpriced_calls, unpriced_tokens)
  select p_org, p_cuboid, d.day, m.bucket, f.first_id,
      sum(m.requests), sum(m.calls), sum(m.errors), sum(m.input_uncached), sum(m.cache_read), sum(m.cache_write),
      sum(m.output), sum(m.reasoning), sum(m.list_pico), sum(m.computed_pico), sum(m.billed_pico),
      sum(m.reported_pico), sum(m.reported_calls), sum(m.unpriced_calls), sum(m.unpriced_tokens)
  from days d
  join cube_hour m on m.org_id = p_org and m.bucket >= d.day and m.bucket < d.next_day
  join first f on f.id = m.context_id
  where d.day >= p_hours_from
  group by d.day, m.bucket, f.first_id;
end $$;
