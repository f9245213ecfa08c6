-- Spans that count although calls of other sources below them tell a part of their usage.
alter table source_hour add column overlapping bigint not null default 0;
