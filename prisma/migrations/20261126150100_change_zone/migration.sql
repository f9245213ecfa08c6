-- The zone that the organisation asked for, until the cubes are those of its days.
alter table organisation add column next_zone text;

-- As before, but a worker that waited while the zone changed adds nothing by the days of the former one: it
-- comes again.
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
  update batch set rolled = true where org_id = p_org and id = any (v_ids);
  return cardinality(v_ids);
end $$;
