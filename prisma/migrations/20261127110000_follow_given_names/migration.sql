-- What `p_rules` and the given names make of contexts (null: of all). Rules look at what was sent, under its
-- name, and a value that a condition states is the one that bears its name now; each dimension is set by the
-- first rule that holds and sets it.
create or replace function attributed(p_org integer, p_contexts integer[], p_rules jsonb)
returns table (id integer, agent text, feature text, team text, environment text) language sql stable as $$
  with names as materialized (
    select g.dimension, g.value, g.name from given_name g where g.org_id = p_org
  ), named as materialized (
    select x.id, x.api_key_id, x.source_id, x.provider, x.model, x.route, x.service_tier, x.status, x.error_class, x.tags,
      coalesce(a.name, x.sent_agent) as agent, coalesce(f.name, x.sent_feature) as feature,
      coalesce(t.name, x.sent_team) as team, coalesce(e.name, x.sent_environment) as environment
    from context x
    left join names a on a.dimension = 'agent' and a.value = x.sent_agent
    left join names f on f.dimension = 'feature' and f.value = x.sent_feature
    left join names t on t.dimension = 'team' and t.value = x.sent_team
    left join names e on e.dimension = 'environment' and e.value = x.sent_environment
    where x.org_id = p_org and (p_contexts is null or x.id = any (p_contexts))
  ), rules as materialized (
    select r.place, r.rule -> 'set' as sets, array(
      select case when w.filter ->> 'operator' = '~' then w.filter else w.filter || jsonb_build_object('values', (
        select coalesce(jsonb_agg(coalesce(to_jsonb(g.name), v.value)), '[]')
        from jsonb_array_elements(w.filter -> 'values') as v (value)
        left join names g on g.dimension = w.filter ->> 'dimension' and g.value = v.value #>> '{}'
      )) end
      from jsonb_array_elements(r.rule -> 'when') as w (filter)
    ) as conditions
    from jsonb_array_elements(p_rules) with ordinality as r (rule, place)
  ), hits as (
    select n.id, r.place, r.sets
    from named n cross join rules r
    where not exists (
      select 1 from unnest(r.conditions) as w (filter)
      where not filter_holds(w.filter, case w.filter ->> 'dimension'
        when 'agent' then n.agent when 'feature' then n.feature when 'team' then n.team
        when 'environment' then n.environment when 'api_key' then n.api_key_id::text
        when 'source' then n.source_id::text when 'provider' then n.provider when 'model' then n.model
        when 'route' then n.route when 'service_tier' then n.service_tier when 'status' then n.status
        when 'error_class' then n.error_class else n.tags ->> substr(w.filter ->> 'dimension', 5) end)
    )
  ), firsts as (
    select distinct on (h.id, s.key) h.id, s.key, coalesce(g.name, s.value) as value
    from hits h cross join jsonb_each_text(h.sets) as s
    left join names g on g.dimension = s.key and g.value = s.value
    order by h.id, s.key, h.place
  ), ruled as materialized (
    select f.id, max(f.value) filter (where f.key = 'agent') as agent,
      max(f.value) filter (where f.key = 'feature') as feature, max(f.value) filter (where f.key = 'team') as team,
      max(f.value) filter (where f.key = 'environment') as environment
    from firsts f group by f.id
  )
  select n.id, coalesce(r.agent, n.agent), coalesce(r.feature, n.feature), coalesce(r.team, n.team),
    coalesce(r.environment, n.environment)
  from named n left join ruled r on r.id = n.id
$$;

-- Gives users the names in force, those who were sent under one of p_names or bear one of them; all who bear the
-- name that one of these has now are one.
create or replace function user_attribute(p_org integer, p_names text[]) returns void language plpgsql as $$
begin
  update end_user u
  set name = coalesce(g.name, t.sent), sent_name = case when g.name is not null then t.sent end
  from (
    select e.id, coalesce(e.sent_name, e.name) as sent from end_user e
    where e.org_id = p_org and (e.name = any (p_names) or e.sent_name = any (p_names))
  ) t
  left join given_name g on g.org_id = p_org and g.dimension = 'user' and g.value = t.sent
  where u.org_id = p_org and u.id = t.id and u.name <> coalesce(g.name, t.sent);
  update end_user u
  set same_as = nullif(t.first_id, u.id)
  from (
    select e.id, min(e.id) over (partition by e.name) as first_id from end_user e
    where e.org_id = p_org and e.name in (
      select b.name from end_user b where b.org_id = p_org and (b.name = any (p_names) or b.sent_name = any (p_names))
    )
  ) t
  where u.org_id = p_org and u.id = t.id and u.same_as is distinct from nullif(t.first_id, u.id);
end $$;

-- What rules and names made of contexts and users so far.
select attribution_apply(o.id) from organisation o;
select user_attribute(o.id, array(
  select unnest(array[g.value, g.name]) from given_name g where g.org_id = o.id and g.dimension = 'user'
)) from organisation o;
