-- What a bill takes back or charges again of usage that it charged before.
alter table bill_line drop constraint bill_line_kind_check;
alter table bill_line add constraint bill_line_kind_check
  check (kind in ('usage', 'correction', 'fee', 'credit', 'tax', 'adjustment'));
