-- What a source states as a call's cost is what is charged for it.
alter table source add column bills boolean not null default false;
comment on policy tenant on source is 'select, insert, update (name, bills)';

-- What came of what each source sent, by the hour of its arrival.
create table source_hour (
  org_id integer not null,
  source_id integer not null,
  hour timestamptz not null,
  accepted bigint not null,
  duplicates bigint not null,
  conflicts bigint not null,
  rejected bigint not null,
  -- Of the accepted: reports of calls that were known already.
  merged bigint not null,
  -- Spans whose usage their children carry.
  suppressed bigint not null,
  primary key (org_id, source_id, hour)
);

-- How long after their calls began its events arrived, as histograms by latency_bucket.
create table source_lag (
  org_id integer not null,
  source_id integer not null,
  hour timestamptz not null,
  bucket smallint not null,
  n bigint not null,
  primary key (org_id, source_id, hour, bucket)
);

select wall_table('source_hour', 'select');
select wall_table('source_lag', 'select');
