-- Whether it is noted that the organisation asks by these dimensions. Where cuboids are being summed, for which seconds
-- may go by, it is not, and is to be told again: whoever waited for it would hold a connection that answers need.
drop function cuboid_note(integer, text[], integer);
create function cuboid_note(p_org integer, p_dimensions text[], p_most integer) returns boolean language plpgsql as $$
declare
  v_idle integer;
begin
  update cuboid set used_at = clock_timestamp() where org_id = p_org and dimensions = p_dimensions;
  if found then
    return true;
  end if;
  if not pg_try_advisory_xact_lock(hashtext('cuboid'), p_org) then
    return false;
  end if;
  if (select count(*) from cuboid where org_id = p_org) >= p_most then
    select c.id into v_idle from cuboid c
    where c.org_id = p_org and c.used_at < clock_timestamp() - interval '1 day' order by c.used_at limit 1;
    if v_idle is null then
      return true;
    end if;
    perform cuboid_forget(p_org, v_idle);
  end if;
  insert into cuboid (org_id, id, dimensions, used_at)
  values (p_org, ledger_take_ids(p_org, 'cuboid', 1), p_dimensions, clock_timestamp())
  on conflict do nothing;
  return true;
end $$;
