-- A call through OpenRouter with the customer's own key says so in its flags (4096). What was sent of calls from before
-- says it while it is kept, and a fee of the gateway's own, which only such calls have, for good.
create function pg_temp.tell_own_keys(p_org integer) returns void language sql as $$
with own as (
  select distinct c.time, c.event_key
  from charge c
  join context x on x.org_id = p_org and x.id = c.context_id
  left join payload p on p.org_id = p_org and p.time = c.time and p.event_key = c.event_key
  where c.org_id = p_org and x.route = 'openrouter'
    and (c.extra ->> 'kind' = 'platform_fee' or p.body ~ 'is_byok\\*"\s*:\s*true')
)
update charge c set flags = c.flags | 4096
from own o
where c.org_id = p_org and c.time = o.time and c.event_key = o.event_key;
$$;
select pg_temp.tell_own_keys(o.id) from organisation o;

-- Cells are summed anew when they are next asked for: of each it is kept how many of its calls were requests.
truncate rate_day, rate_cell;
alter table rate_cell add column requests bigint not null;
