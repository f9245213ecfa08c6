-- Null: the bill names none.
alter table bill_line add column tier text;
