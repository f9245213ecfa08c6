-- Refused events of the hour that were to be kept for the Sources screen, of which the first hundred are; null of hours
-- in which all were.
alter table source_hour add column refusals bigint;
alter table source_hour alter column refusals set default 0;
