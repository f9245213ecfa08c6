-- The second wall: behind the conditions of every statement, the database itself shows a tenant's questions the
-- rows of one organisation. They are asked as the role tollgate_tenant, for the organisation that app.org_id names;
-- without one there are no rows. The owner of the tables (the worker, the ledger's writes) is not held by it.

create function wall_org() returns integer language sql stable parallel safe as $$
  select nullif(current_setting('app.org_id', true), '')::integer
$$;

-- Walls a table that has org_id. The comment of its policy says what may be done behind the wall, as GRANT has it.
create function wall_table(p_table regclass, p_may text) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', p_table);
  execute format('create policy tenant on %s using (org_id = wall_org())', p_table);
  execute format('comment on policy tenant on %s is %L', p_table, p_may);
end $$;

-- A view otherwise reads with the rights of whoever made it, past the wall.
create function wall_view(p_view regclass) returns void language plpgsql as $$
begin
  execute format('alter view %s set (security_invoker = true)', p_view);
end $$;

-- Gives the role, where there is one, what the comments say and nothing else. Called at every start, since a
-- role may come after the tables. Partitions have no policy: they are reached through the table they belong to.
create function wall_grants() returns boolean language plpgsql as $$
declare
  v_walled record;
begin
  if not exists (select 1 from pg_roles r where r.rolname = 'tollgate_tenant') then
    return false;
  end if;
  execute format('grant usage on schema %I to tollgate_tenant', current_schema());
  for v_walled in
    select c.oid::regclass as name, obj_description(p.oid, 'pg_policy') as may
    from pg_policy p join pg_class c on c.oid = p.polrelid
    where p.polname = 'tenant' and c.relnamespace = current_schema()::regnamespace
    union all
    select c.oid::regclass, 'select' from pg_class c
    where c.relkind = 'v' and 'security_invoker=true' = any (c.reloptions)
      and c.relnamespace = current_schema()::regnamespace
  loop
    execute format('revoke all on %s from tollgate_tenant', v_walled.name);
    execute format('grant %s on %s to tollgate_tenant', v_walled.may, v_walled.name);
  end loop;
  return true;
end $$;

select wall_table(name, 'select') from unnest(array[
  'usage_session', 'price_used', 'batch', 'identity', 'charge', 'payload', 'report',
  'correction', 'refusal', 'cube_hour', 'cube_day', 'cube_user_day', 'cube_user_week', 'cube_version', 'cuboid',
  'cuboid_day', 'cuboid_hour', 'credit_use', 'credit_day'
]::regclass[]) as name;

-- Rules and names given to values change what every question reads.
select wall_table('context', 'select, update (agent, feature, team, environment)');
select wall_table('end_user', 'select, update (name, sent_name, same_as)');
select wall_table('cuboid_stamp', 'select, delete');
select wall_table('given_name', 'select, insert, update, delete');
select wall_table('attribution_rules', 'select, insert, update');
select wall_table('shared_costs', 'select, insert, update');

select wall_table('membership', 'select, update (role, teams), delete');
select wall_table('invitation', 'select (org_id, id, email, role, teams, invited_by, created_at, expires_at,
  accepted_at, accepted_by, withdrawn_at), insert, update (withdrawn_at)');
select wall_table('audit_entry', 'select, insert');
select wall_table('audit_head', 'select, insert, update');
select wall_table('audit_check', 'select, insert, update');
select wall_table('source', 'select, insert');
select wall_table('api_key', 'select (org_id, id, public_id, hint, name, environment, source_id, scopes, created_by,
  created_at, last_used_at, last_used_address, expires_at, revoked_at, replaced_by), insert,
  update (expires_at, revoked_at, replaced_by)');
select wall_table('annotation', 'select, insert, delete');
select wall_table('saved_view', 'select, insert, update, delete');
select wall_table('view_home', 'select, insert, update, delete');
select wall_table('exchange_rate', 'select, insert, update');
select wall_table('price_override', 'select, insert, update (retired_at)');
select wall_table('credit_grant', 'select, insert, update (withdrawn_at, applied_at)');
select wall_table('counter', 'select, insert, update');

select wall_view('charge_measures');

alter table organisation enable row level security;
create policy tenant on organisation using (id = wall_org());
comment on policy tenant on organisation is 'select, update (name, next_zone, currency, fiscal_start)';

-- People belong to the installation. Seen behind the wall are those of the organisation and, once they have left,
-- those who made something of it; never what they sign in with.
alter table account enable row level security;
create policy tenant on account using (
  id in (select m.account_id from membership m where m.org_id = wall_org())
  or id in (select k.created_by from api_key k where k.org_id = wall_org())
  or id in (select v.created_by from saved_view v where v.org_id = wall_org())
  or id in (select p.created_by from price_override p where p.org_id = wall_org())
  or id in (select i.invited_by from invitation i where i.org_id = wall_org())
  or id in (select g.given_by from given_name g where g.org_id = wall_org())
  or id in (select r.changed_by from attribution_rules r where r.org_id = wall_org())
  or id in (select c.changed_by from shared_costs c where c.org_id = wall_org())
  or id in (select n.created_by from annotation n where n.org_id = wall_org())
);
comment on policy tenant on account is
  'select (id, email, name, session_version, created_at, last_sign_in_at), update (name, session_version)';
