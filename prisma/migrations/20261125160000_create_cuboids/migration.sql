-- Sums that begin with nothing to set up: an answer has thousands of groups of a few rows each. Counts stay
-- bigint and refuse to overflow.
create aggregate total(bigint) (sfunc = int8pl, stype = bigint, initcond = '0', combinefunc = int8pl, parallel = safe);
create aggregate total(numeric) (sfunc = numeric_add, stype = numeric, initcond = '0', combinefunc = numeric_add, parallel = safe);

-- Cuboids: the cubes summed over every dimension but a few, for the sets of dimensions that are asked for.
-- A cuboid's rows carry, for all contexts that agree in its dimensions, the smallest of their numbers.
-- A day of it is worth reading only while its stamp equals the day's version.
create table cuboid (
  org_id integer not null,
  id integer not null,
  dimensions text[] not null,
  used_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, dimensions)
);
create table cuboid_stamp (
  org_id integer not null,
  cuboid_id integer not null,
  day timestamptz not null,
  version bigint not null,
  hours boolean not null,
  primary key (org_id, cuboid_id, day)
);
create table cuboid_day (
  org_id integer not null,
  cuboid_id integer not null,
  bucket timestamptz not null,
  context_id integer not null,
  requests bigint not null,
  calls bigint not null,
  errors bigint not null,
  input_uncached bigint not null,
  cache_read bigint not null,
  cache_write bigint not null,
  output bigint not null,
  reasoning bigint not null,
  list_pico numeric not null,
  computed_pico numeric not null,
  billed_pico numeric not null,
  reported_pico numeric not null,
  reported_calls bigint not null,
  unpriced_calls bigint not null,
  unpriced_tokens bigint not null,
  primary key (org_id, cuboid_id, bucket, context_id)
);
create table cuboid_hour (
  org_id integer not null,
  cuboid_id integer not null,
  day timestamptz not null,
  bucket timestamptz not null,
  context_id integer not null,
  requests bigint not null,
  calls bigint not null,
  errors bigint not null,
  input_uncached bigint not null,
  cache_read bigint not null,
  cache_write bigint not null,
  output bigint not null,
  reasoning bigint not null,
  list_pico numeric not null,
  computed_pico numeric not null,
  billed_pico numeric not null,
  reported_pico numeric not null,
  reported_calls bigint not null,
  unpriced_calls bigint not null,
  unpriced_tokens bigint not null,
  primary key (org_id, cuboid_id, day, bucket, context_id)
);

create function cuboid_forget(p_org integer, p_cuboid integer) returns void language plpgsql as $$
begin
  delete from cuboid_stamp where org_id = p_org and cuboid_id = p_cuboid;
  delete from cuboid_day where org_id = p_org and cuboid_id = p_cuboid;
  delete from cuboid_hour where org_id = p_org and cuboid_id = p_cuboid;
  delete from cuboid where org_id = p_org and id = p_cuboid;
end $$;

-- Notes that a set of dimensions (sorted) is asked for. Beyond p_most sets the one that was idle longest
-- makes room, if it was for a day.
create function cuboid_note(p_org integer, p_dimensions text[], p_most integer) returns void language plpgsql as $$
declare
  v_idle integer;
begin
  update cuboid set used_at = clock_timestamp() where org_id = p_org and dimensions = p_dimensions;
  if found then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('cuboid'), p_org);
  if (select count(*) from cuboid where org_id = p_org) >= p_most then
    select c.id into v_idle from cuboid c
    where c.org_id = p_org and c.used_at < clock_timestamp() - interval '1 day' order by c.used_at limit 1;
    if v_idle is null then
      return;
    end if;
    perform cuboid_forget(p_org, v_idle);
  end if;
  insert into cuboid (org_id, id, dimensions, used_at)
  values (p_org, ledger_take_ids(p_org, 'cuboid', 1), p_dimensions, clock_timestamp())
  on conflict do nothing;
end $$;

-- Derives some days of a cuboid anew, their hours too from p_hours_from on. Versions and sums are read in
-- one statement, so a stamp never speaks for sums that it did not see.
create function cuboid_fold(p_org integer, p_zone text, p_cuboid integer, p_days timestamptz[], p_hours_from timestamptz)
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
