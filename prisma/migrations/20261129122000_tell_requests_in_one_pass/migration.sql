-- As before, in one pass over the attempts: how many a batch brings no plan can know, and a join of them with themselves
-- was planned for a few.
create or replace function health_requests(p_org integer, p_keys bigint[]) returns void language plpgsql as $$
begin
  if cardinality(p_keys) = 0 then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('failed_request'), p_org);
  delete from failed_request f where f.org_id = p_org and f.request_key = any (p_keys);
  with standing as (
    select c.request_key, c.event_key, c.time, c.context_id, bool_or(c.flags & 10 <> 0) as has_failed
    from charge c
    where c.org_id = p_org and c.request_key = any (p_keys) and c.flags & 11 <> 1 and c.line = 0
    group by c.request_key, c.event_key, c.time, c.context_id having sum(c.n) > 0
  ), told as (
    select s.request_key,
      count(*) filter (where s.has_failed)::integer as failures,
      min(array[extract(epoch from s.time), s.event_key, s.context_id]) filter (where s.has_failed) as failed,
      min(array[extract(epoch from s.time), s.event_key, s.context_id]) filter (where s.is_answer) as answer
    from (
      select s.*, not s.has_failed
        and s.time >= min(s.time) filter (where s.has_failed) over (partition by s.request_key) as is_answer
      from standing s
    ) s
    group by s.request_key having bool_or(s.has_failed)
  )
  insert into failed_request (org_id, request_key, time, event_key, context_id, failures, outcome,
    answer_time, answer_key, answer_context_id)
  select p_org, t.request_key, to_timestamp(t.failed[1]), t.failed[2]::bigint, x.id, t.failures,
    case
      when t.answer is null then 'lost'
      when (y.provider, y.model, y.route) = (x.provider, x.model, x.route) then 'retried'
      else 'rescued'
    end,
    to_timestamp(t.answer[1]), t.answer[2]::bigint, y.id
  from told t
  join context x on x.org_id = p_org and x.id = t.failed[3]::integer
  left join context y on y.org_id = p_org and y.id = t.answer[3]::integer
  order by t.request_key;
end $$;
