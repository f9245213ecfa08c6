-- What the call would cost by a report, and whether that is far from what counts.
alter table report add column billed_pico bigint, add column disagrees boolean not null default false;
create index report_disagrees on report (org_id, received_at) where disagrees;
