-- Failed calls of an incident that are in no amount, for want of a price; null where they were not counted yet.
alter table incident add column failed_unpriced bigint;
