-- Whoever made a report keeps their name beside it, once they have left.
create policy report on account using (
  id in (select r.created_by from report_schedule r where r.org_id = wall_org())
);
