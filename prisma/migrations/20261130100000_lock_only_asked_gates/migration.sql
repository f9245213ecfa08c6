-- Both functions look each gate up by its key, one by one: a plan for all at once may read every gate of the
-- organisation, and there may be many thousands of them. They lock only what they write, by budget, period and entity.

-- As before: decides calls one after another, in their order: [{"id", "amount", "unknown", "expires", "gates":
-- [{"budget", "start", "entity", "limit", "deny"}]}]. Answers for each [allowed, [[spent, held], …]], held with what
-- it reserved.
create or replace function budget_authorize(p_org integer, p_now timestamptz, p_calls jsonb) returns jsonb
language plpgsql set enable_seqscan = off as $$
declare
  v_key record;
  v_call jsonb;
  v_amount numeric;
  v_denied boolean;
  v_spent numeric;
  v_held numeric;
  v_gates jsonb;
  v_answers jsonb := '[]';
begin
  for v_key in
    select distinct (e.gate ->> 'budget')::integer as budget, (e.gate ->> 'start')::timestamptz as start,
      e.gate ->> 'entity' as entity
    from jsonb_array_elements(p_calls) as c (call), jsonb_array_elements(c.call -> 'gates') as e (gate)
    order by 1, 2, 3
  loop
    perform 1 from budget_gate g where g.org_id = p_org and g.budget_id = v_key.budget
      and g.period_start = v_key.start and g.entity = v_key.entity for update;
  end loop;
  for v_call in select c.call from jsonb_array_elements(p_calls) as c (call) loop
    v_amount := (v_call ->> 'amount')::numeric;
    v_denied := false;
    v_gates := '[]';
    for v_key in
      select (e.gate ->> 'budget')::integer as budget, (e.gate ->> 'start')::timestamptz as start,
        e.gate ->> 'entity' as entity, (e.gate ->> 'limit')::numeric as most, (e.gate ->> 'deny')::boolean as deny
      from jsonb_array_elements(v_call -> 'gates') as e (gate)
    loop
      select g.spent_pico, g.held_pico into v_spent, v_held from budget_gate g where g.org_id = p_org
        and g.budget_id = v_key.budget and g.period_start = v_key.start and g.entity = v_key.entity;
      if found then
        v_gates := v_gates || jsonb_build_array(jsonb_build_array(v_spent::text, v_held::text));
      end if;
      v_denied := v_denied or (v_key.deny and case when (v_call ->> 'unknown')::boolean
        then coalesce(v_spent + v_held, 0) >= v_key.most
        else coalesce(v_spent + v_held, 0) + v_amount > v_key.most end);
    end loop;
    if not v_denied and jsonb_array_length(v_call -> 'gates') > 0 then
      v_gates := '[]';
      for v_key in
        select (e.gate ->> 'budget')::integer as budget, (e.gate ->> 'start')::timestamptz as start,
          e.gate ->> 'entity' as entity
        from jsonb_array_elements(v_call -> 'gates') as e (gate)
      loop
        update budget_gate g set held_pico = g.held_pico + v_amount where g.org_id = p_org
          and g.budget_id = v_key.budget and g.period_start = v_key.start and g.entity = v_key.entity
          returning g.spent_pico, g.held_pico into v_spent, v_held;
        if found then
          v_gates := v_gates || jsonb_build_array(jsonb_build_array(v_spent::text, v_held::text));
        end if;
      end loop;
      insert into reservation (org_id, id, amount_pico, gates, made_at, expires_at)
        select p_org, v_call ->> 'id', v_amount,
          (select jsonb_agg(e.gate - 'limit' - 'deny') from jsonb_array_elements(v_call -> 'gates') as e (gate)),
          p_now, (v_call ->> 'expires')::timestamptz;
    end if;
    v_answers := v_answers || jsonb_build_array(jsonb_build_array(not v_denied, v_gates));
  end loop;
  return v_answers;
end
$$;

-- As before: puts what the ledger said in the gates and frees them of reservations that had ended before it was asked:
-- [{"budget", "start", "entity", "spent"}]. Old gates are left to whoever clears them away. False where an answer
-- that was begun later is written already: that one stands.
create or replace function budget_refresh(p_org integer, p_ticket integer, p_now timestamptz, p_gates jsonb,
  p_ended text[]) returns boolean language plpgsql set enable_seqscan = off as $$
declare
  v_key record;
  v_freed text[];
begin
  insert into counter (org_id, name, value) values (p_org, 'budget_refreshed', p_ticket)
    on conflict (org_id, name) do update set value = excluded.value where counter.value < excluded.value;
  if not found then
    return false;
  end if;

  -- What is held in a gate that others follow is freed by whoever brings its spend with it, never before.
  with ended as (
    select r.id, (e.gate ->> 'budget')::integer as budget, (e.gate ->> 'start')::timestamptz as start,
      e.gate ->> 'entity' as entity
    from reservation r cross join jsonb_array_elements(r.gates) as e (gate)
    where r.org_id = p_org and r.id = any (p_ended)
  ), kept as (
    select d.id from ended d
    cross join lateral (
      select g.as_of from budget_gate g where g.org_id = p_org and g.budget_id = d.budget
        and g.period_start = d.start and g.entity = d.entity limit 1
    ) g
    where g.as_of >= p_now - interval '1 minute' and (d.budget, d.start, d.entity) not in (
      select (e.gate ->> 'budget')::integer, (e.gate ->> 'start')::timestamptz, e.gate ->> 'entity'
      from jsonb_array_elements(p_gates) as e (gate)
    )
  )
  select coalesce(array_agg(f.id), '{}') into v_freed from (
    select r.id from reservation r
    where r.org_id = p_org and r.id = any (p_ended) and r.id not in (select k.id from kept k)
    order by r.id for update skip locked
  ) f;

  for v_key in
    select (e.gate ->> 'budget')::integer as budget, (e.gate ->> 'start')::timestamptz as start,
      e.gate ->> 'entity' as entity
    from jsonb_array_elements(p_gates) as e (gate)
    union
    select (e.gate ->> 'budget')::integer, (e.gate ->> 'start')::timestamptz, e.gate ->> 'entity'
    from reservation r cross join jsonb_array_elements(r.gates) as e (gate)
    where r.org_id = p_org and r.id = any (v_freed)
    order by 1, 2, 3
  loop
    perform 1 from budget_gate g where g.org_id = p_org and g.budget_id = v_key.budget
      and g.period_start = v_key.start and g.entity = v_key.entity for update;
  end loop;

  for v_key in
    with ended as (
      delete from reservation r where r.org_id = p_org and r.id = any (v_freed) returning r.amount_pico, r.gates
    )
    select (e.gate ->> 'budget')::integer as budget, (e.gate ->> 'start')::timestamptz as start,
      e.gate ->> 'entity' as entity, sum(d.amount_pico) as amount
    from ended d cross join jsonb_array_elements(d.gates) as e (gate) group by 1, 2, 3
  loop
    update budget_gate g set held_pico = g.held_pico - v_key.amount where g.org_id = p_org
      and g.budget_id = v_key.budget and g.period_start = v_key.start and g.entity = v_key.entity;
  end loop;
  insert into budget_gate (org_id, budget_id, period_start, entity, spent_pico, held_pico, as_of)
    select p_org, (e.gate ->> 'budget')::integer, (e.gate ->> 'start')::timestamptz, e.gate ->> 'entity',
      (e.gate ->> 'spent')::numeric, 0, p_now
    from jsonb_array_elements(p_gates) as e (gate)
    order by 2, 3, 4
  on conflict (org_id, budget_id, period_start, entity)
    do update set spent_pico = excluded.spent_pico, as_of = excluded.as_of;
  return true;
end
$$;
