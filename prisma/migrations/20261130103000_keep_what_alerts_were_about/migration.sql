-- What an alert was about when it was raised: the filters of its budget or rule. Who may see it follows from these,
-- whatever the budget or rule is about since. Of earlier alerts those of today are the best that is known; where the
-- budget or rule is gone they stay empty, which only who sees everything may see.
alter table alert add column filters text[] not null default '{}';
update alert a set filters = b.filters from budget b where b.org_id = a.org_id and b.id = a.budget_id;
update alert a set filters = r.filters from alert_rule r where r.org_id = a.org_id and r.id = a.rule_id;
