-- Lines with searches and other tools in them: bills name these beside the models.
create index charge_counts on charge (org_id, time) where (extra -> 'counts') is not null;
