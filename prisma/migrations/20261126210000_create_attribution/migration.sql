-- What senders said stays beside what rules and names make of it: agent, feature, team, environment and a
-- user's name are what every question reads.
alter table context add column sent_agent text, add column sent_feature text, add column sent_team text,
  add column sent_environment text;
update context set sent_agent = agent, sent_feature = feature, sent_team = team, sent_environment = environment;

-- sent_name is null where the name is the one that was sent; same_as names the first of several users who
-- bear one name.
alter table end_user add column sent_name text, add column same_as integer;
create index end_user_same on end_user (org_id) where same_as is not null;

-- Names given to values that senders wrote otherwise. No name is itself renamed.
create table given_name (
  org_id integer not null references organisation (id) on delete cascade,
  id integer not null,
  dimension text not null check (dimension in ('user', 'agent', 'feature', 'team', 'environment')),
  value text not null,
  name text not null,
  given_by integer,
  given_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, dimension, value),
  check (value <> name)
);

-- The rules in their order, as one document: [{"name", "when": [{"dimension", "operator", "values"}], "set": {}}].
create table attribution_rules (
  org_id integer primary key references organisation (id) on delete cascade,
  version integer not null,
  rules jsonb not null,
  changed_by integer,
  changed_at timestamptz not null
);

-- Pools of cost that teams share, in their order.
create table shared_costs (
  org_id integer primary key references organisation (id) on delete cascade,
  version integer not null,
  pools jsonb not null,
  changed_by integer,
  changed_at timestamptz not null
);

create function named_teams(p_org integer, p_teams text[]) returns text[] language sql stable as $$
  select case when p_teams is not null then array(
    select coalesce(g.name, t.team) from unnest(p_teams) with ordinality as t (team, place)
    left join given_name g on g.org_id = p_org and g.dimension = 'team' and g.value = t.team
    order by t.place
  ) end
$$;

-- The meaning of a filter of an address, on one value.
create function filter_holds(p_filter jsonb, p_value text) returns boolean language sql immutable as $$
  select case p_filter ->> 'operator'
    when '~' then exists (
      select 1 from jsonb_array_elements_text(p_filter -> 'values') as v (part)
      where position(lower(v.part) in lower(coalesce(p_value, ''))) > 0
    )
    else (p_filter ->> 'operator' = '=') =
      case when p_value is null then p_filter -> 'values' @> '[null]' else p_filter -> 'values' ? p_value end
  end
$$;

-- What `p_rules` and the given names make of contexts (null: of all). Rules look at what was sent, under its
-- name; each dimension is set by the first rule that holds and sets it.
create function attributed(p_org integer, p_contexts integer[], p_rules jsonb)
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
  ), hits as (
    select n.id, r.place, r.rule -> 'set' as sets
    from named n cross join jsonb_array_elements(p_rules) with ordinality as r (rule, place)
    where not exists (
      select 1 from jsonb_array_elements(r.rule -> 'when') as w (filter)
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

-- Gives contexts (null: all) what rules and names in force make of them; returns how many changed.
create function context_attribute(p_org integer, p_contexts integer[]) returns integer language plpgsql as $$
declare
  v_rules jsonb := coalesce((select r.rules from attribution_rules r where r.org_id = p_org), '[]');
  v_changed integer;
begin
  update context x
  set agent = a.agent, feature = a.feature, team = a.team, environment = a.environment
  from attributed(p_org, p_contexts, v_rules) a
  where x.org_id = p_org and x.id = a.id
    and (x.agent, x.feature, x.team, x.environment) is distinct from (a.agent, a.feature, a.team, a.environment);
  get diagnostics v_changed = row_count;
  return v_changed;
end $$;

-- Gives users the names in force, those who were sent under one of p_names or bear one of them.
create function user_attribute(p_org integer, p_names text[]) returns void language plpgsql as $$
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
    where e.org_id = p_org and (e.name = any (p_names) or e.sent_name = any (p_names))
  ) t
  where u.org_id = p_org and u.id = t.id and u.same_as is distinct from nullif(t.first_id, u.id);
end $$;

-- Whoever changes rules or names takes this first; contexts and users that come meanwhile wait for it.
create function attribution_lock(p_org integer) returns void language sql as $$
  select pg_advisory_xact_lock(hashtext('attribution'), p_org);
$$;

-- Gives every context what is in force now. Sums by what may have changed are read from the cubes until the
-- worker has folded them anew, and grants that pay for teams are walked again.
create function attribution_apply(p_org integer) returns integer language plpgsql as $$
declare
  v_changed integer;
begin
  perform attribution_lock(p_org);
  perform pg_advisory_xact_lock(hashtext('cuboid'), p_org);
  v_changed := context_attribute(p_org, null);
  if v_changed > 0 then
    delete from cuboid_stamp s using cuboid c
    where s.org_id = p_org and c.org_id = p_org and c.id = s.cuboid_id
      and c.dimensions && array['agent', 'feature', 'team', 'environment'];
    update credit_grant set applied_at = null where org_id = p_org and withdrawn_at is null;
  end if;
  return v_changed;
end $$;

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
        org_id, id, digest, source_id, api_key_id, provider, model, route, service_tier, status, error_class,
        agent, feature, team, environment, sent_agent, sent_feature, sent_team, sent_environment, tags
      )
      select p_org, v_last - cardinality(p_digest) + d.ix::integer, d.digest,
        (d.doc ->> 'source_id')::integer, (d.doc ->> 'api_key_id')::integer, d.doc ->> 'provider', d.doc ->> 'model',
        d.doc ->> 'route', d.doc ->> 'service_tier', d.doc ->> 'status', d.doc ->> 'error_class', d.doc ->> 'agent',
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

create or replace function ledger_users(p_org integer, p_digest uuid[], p_name text[])
returns table (digest uuid, id integer) language plpgsql as $$
declare
  v_last integer;
  v_borne text[];
begin
  if exists (
    select 1 from unnest(p_digest) as d (digest)
    left join end_user u on u.org_id = p_org and u.digest = d.digest
    where u.id is null
  ) then
    perform pg_advisory_xact_lock_shared(hashtext('attribution'), p_org);
    v_last := ledger_take_ids(p_org, 'end_user', cardinality(p_digest));
    insert into end_user (org_id, id, digest, name)
    select p_org, v_last - cardinality(p_digest) + d.ix::integer, d.digest, d.name
    from unnest(p_digest, p_name) with ordinality as d (digest, name, ix)
    on conflict do nothing;
    select array_agg(n.name) into v_borne
    from unnest(p_name) as n (name)
    where exists (
      select 1 from given_name g where g.org_id = p_org and g.dimension = 'user' and n.name in (g.value, g.name)
    );
    if v_borne is not null then
      perform user_attribute(p_org, v_borne);
    end if;
  end if;
  return query select u.digest, u.id from end_user u where u.org_id = p_org and u.digest = any (p_digest);
end $$;
