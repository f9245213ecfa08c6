-- What `p_rules` and the given names make of contexts (null: of all). Rules look at what was sent, under its
-- name, and a value that a condition states is the one that bears its name now; each dimension is set by the
-- first rule that holds and sets it. A condition is weighed once for each value that its dimension has, not for
-- each context: contexts are many and their values few.
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
    select r.place, r.rule -> 'set' as sets, r.rule -> 'when' as filters
    from jsonb_array_elements(p_rules) with ordinality as r (rule, place)
  ), conditions as materialized (
    select r.place, w.filter ->> 'dimension' as dimension, w.filter ->> 'operator' as operator,
      w.filter -> 'values' @> '[null]' as takes_null,
      array(
        select case when w.filter ->> 'operator' = '~' then lower(v.part) else coalesce(g.name, v.part) end
        from jsonb_array_elements_text(w.filter -> 'values') as v (part)
        left join names g on g.dimension = w.filter ->> 'dimension' and g.value = v.part
        where v.part is not null
      ) as parts
    from rules r cross join jsonb_array_elements(r.filters) as w (filter)
  ), facts as materialized (
    select n.id, d.dimension, case d.dimension
      when 'agent' then n.agent when 'feature' then n.feature when 'team' then n.team
      when 'environment' then n.environment when 'api_key' then n.api_key_id::text
      when 'source' then n.source_id::text when 'provider' then n.provider when 'model' then n.model
      when 'route' then n.route when 'service_tier' then n.service_tier when 'status' then n.status
      when 'error_class' then n.error_class else n.tags ->> substr(d.dimension, 5) end as value
    from named n cross join (select distinct c.dimension from conditions c) d
  ), known as materialized (
    select f.dimension, f.value, lower(coalesce(f.value, '')) as lowered from facts f group by 1, 2
  ), held as materialized (
    select c.place, v.dimension, coalesce('=' || v.value, '') as value
    from conditions c join known v on v.dimension = c.dimension
    where case
      when c.operator <> '~'
        then (c.operator = '=') = case when v.value is null then c.takes_null else v.value = any (c.parts) end
      when cardinality(c.parts) = 1 then position(c.parts[1] in v.lowered) > 0
      else exists (select 1 from unnest(c.parts) as p (part) where position(p.part in v.lowered) > 0)
      end
  ), hits as (
    select f.id, h.place
    from facts f join held h on h.dimension = f.dimension and h.value = coalesce('=' || f.value, '')
    group by f.id, h.place
    having count(*) = (select jsonb_array_length(r.filters) from rules r where r.place = h.place)
  ), firsts as (
    select distinct on (t.id, s.key) t.id, s.key, coalesce(g.name, s.value) as value
    from hits t join rules r on r.place = t.place cross join jsonb_each_text(r.sets) as s
    left join names g on g.dimension = s.key and g.value = s.value
    order by t.id, s.key, t.place
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

drop function filter_holds(jsonb, text);
