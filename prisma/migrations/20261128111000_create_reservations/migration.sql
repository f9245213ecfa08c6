-- What "may I spend?" decides by: of a budget, entity and period what is spent as of an instant, and what open
-- reservations hold besides. Made and brought up to date from the ledger; nothing here is a figure of its own.
create table budget_gate (
  org_id integer not null,
  budget_id integer not null,
  period_start timestamptz not null,
  -- '' for a budget without a fan-out, '=' and the value, '~' for Unattributed.
  entity text not null,
  spent_pico numeric not null,
  held_pico numeric not null,
  as_of timestamptz not null,
  primary key (org_id, budget_id, period_start, entity)
);

-- Gone once its gates are free of it: settled by its event and seen in the ledger, or expired.
create table reservation (
  org_id integer not null,
  id text not null,
  amount_pico numeric not null,
  -- [{"budget", "start", "entity"}]
  gates jsonb not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  settled_at timestamptz,
  primary key (org_id, id)
);

select wall_table('budget_gate', 'select, insert, update, delete');
select wall_table('reservation', 'select, insert, update, delete');

-- Decides calls one after another, in their order: [{"id", "amount", "unknown", "expires", "gates": [{"budget",
-- "start", "entity", "limit", "deny"}]}]. Answers for each [allowed, [[spent, held], …]], held with what it reserved.
create function budget_authorize(p_org integer, p_now timestamptz, p_calls jsonb) returns jsonb language plpgsql as $$
declare
  v_call jsonb;
  v_amount numeric;
  v_denied boolean;
  v_answers jsonb := '[]';
  v_gates jsonb;
begin
  perform 1 from budget_gate g
  where g.org_id = p_org and (g.budget_id, g.period_start, g.entity) in (
    select (e.gate ->> 'budget')::integer, (e.gate ->> 'start')::timestamptz, e.gate ->> 'entity'
    from jsonb_array_elements(p_calls) as c (call), jsonb_array_elements(c.call -> 'gates') as e (gate)
  )
  order by g.budget_id, g.period_start, g.entity for update;
  for v_call in select c.call from jsonb_array_elements(p_calls) as c (call) loop
    v_amount := (v_call ->> 'amount')::numeric;
    select coalesce(bool_or((e.gate ->> 'deny')::boolean and case when (v_call ->> 'unknown')::boolean
        then coalesce(g.spent_pico + g.held_pico, 0) >= (e.gate ->> 'limit')::numeric
        else coalesce(g.spent_pico + g.held_pico, 0) + v_amount > (e.gate ->> 'limit')::numeric end), false)
      into v_denied
      from jsonb_array_elements(v_call -> 'gates') as e (gate)
      left join budget_gate g on g.org_id = p_org and g.budget_id = (e.gate ->> 'budget')::integer
        and g.period_start = (e.gate ->> 'start')::timestamptz and g.entity = e.gate ->> 'entity';
    if not v_denied and jsonb_array_length(v_call -> 'gates') > 0 then
      update budget_gate g set held_pico = g.held_pico + v_amount
        from jsonb_array_elements(v_call -> 'gates') as e (gate)
        where g.org_id = p_org and g.budget_id = (e.gate ->> 'budget')::integer
          and g.period_start = (e.gate ->> 'start')::timestamptz and g.entity = e.gate ->> 'entity';
      insert into reservation (org_id, id, amount_pico, gates, made_at, expires_at)
        select p_org, v_call ->> 'id', v_amount,
          (select jsonb_agg(e.gate - 'limit' - 'deny') from jsonb_array_elements(v_call -> 'gates') as e (gate)),
          p_now, (v_call ->> 'expires')::timestamptz;
    end if;
    select coalesce(jsonb_agg(jsonb_build_array(g.spent_pico::text, g.held_pico::text) order by e.place), '[]')
      into v_gates
      from jsonb_array_elements(v_call -> 'gates') with ordinality as e (gate, place)
      join budget_gate g on g.org_id = p_org and g.budget_id = (e.gate ->> 'budget')::integer
        and g.period_start = (e.gate ->> 'start')::timestamptz and g.entity = e.gate ->> 'entity';
    v_answers := v_answers || jsonb_build_array(jsonb_build_array(not v_denied, v_gates));
  end loop;
  return v_answers;
end
$$;

-- Puts what the ledger said in the gates and frees them of reservations that were settled or had expired before it
-- was asked: [{"budget", "start", "entity", "spent"}]. False where somebody began to ask later: theirs will stand.
create function budget_refresh(p_org integer, p_ticket integer, p_now timestamptz, p_gates jsonb, p_ended text[])
returns boolean language plpgsql as $$
begin
  perform 1 from counter c where c.org_id = p_org and c.name = 'budget_refresh' and c.value = p_ticket for update;
  if not found then
    return false;
  end if;
  perform 1 from budget_gate g where g.org_id = p_org order by g.budget_id, g.period_start, g.entity for update;
  with ended as (
    delete from reservation r where r.org_id = p_org and r.id = any (p_ended) returning r.amount_pico, r.gates
  ), freed as (
    select (e.gate ->> 'budget')::integer as budget_id, (e.gate ->> 'start')::timestamptz as period_start,
      e.gate ->> 'entity' as entity, sum(d.amount_pico) as amount
    from ended d cross join jsonb_array_elements(d.gates) as e (gate) group by 1, 2, 3
  )
  update budget_gate g set held_pico = g.held_pico - f.amount from freed f
    where g.org_id = p_org and g.budget_id = f.budget_id and g.period_start = f.period_start and g.entity = f.entity;
  insert into budget_gate (org_id, budget_id, period_start, entity, spent_pico, held_pico, as_of)
    select p_org, (e.gate ->> 'budget')::integer, (e.gate ->> 'start')::timestamptz, e.gate ->> 'entity',
      (e.gate ->> 'spent')::numeric, 0, p_now
    from jsonb_array_elements(p_gates) as e (gate)
    order by 2, 3, 4
  on conflict (org_id, budget_id, period_start, entity)
    do update set spent_pico = excluded.spent_pico, as_of = excluded.as_of;
  delete from budget_gate g
    where g.org_id = p_org and g.held_pico = 0 and g.as_of < p_now - interval '1 hour';
  return true;
end
$$;
