-- What providers say they billed, as their files were read. A bill is never changed: a newer one of the same days
-- stands in its place, and the older one stays readable.
create table bill (
  org_id integer not null,
  id integer not null,
  -- Of what was read and how: the same file again is known by it.
  digest text not null,
  name text not null,
  format text not null,
  -- The mapping that a generic CSV was read by, as it was then.
  mapping jsonb,
  rows integer not null,
  unread integer not null,
  -- The first rows that could not be read, and why.
  unread_rows jsonb not null,
  imported_at timestamptz not null,
  imported_by integer,
  imported_by_key integer,
  primary key (org_id, id),
  unique (org_id, digest)
);

-- The days a bill speaks for. Of each biller, account and day the newest bill with costs counts, and for calls and
-- tokens the one that tells most.
create table bill_day (
  org_id integer not null,
  biller text not null,
  account text not null,
  day date not null,
  bill_id integer not null,
  -- What a day of it is.
  zone text not null,
  has_cost boolean not null,
  -- Whether its file tells what usage cost, and whether fees, credits and taxes.
  tells_usage_cost boolean not null,
  tells_charges boolean not null,
  -- 0: no tokens; 1: tokens; 2: calls as well, or a usage report.
  usage_rank smallint not null,
  primary key (org_id, biller, account, day, bill_id)
);
create index bill_day_of on bill_day (org_id, day);

-- Rows of the file that agree in all but their numbers, added up.
create table bill_line (
  org_id integer not null,
  bill_id integer not null,
  line integer not null,
  biller text not null,
  account text not null,
  day date not null,
  -- Null: the bill names none.
  model text,
  kind text not null check (kind in ('usage', 'fee', 'credit', 'tax', 'adjustment')),
  -- What the bill calls it.
  item text not null,
  -- Null: it tells usage alone.
  currency text,
  amount numeric,
  -- Decimal places of the most exact amount, and how many amounts were added: what rounding can come to.
  scale smallint not null,
  rows integer not null,
  -- Null: not told.
  requests bigint,
  -- All input where the bill does not part it.
  input bigint,
  input_uncached bigint,
  cache_read bigint,
  cache_write bigint,
  output bigint,
  primary key (org_id, bill_id, line)
);
create index bill_line_day on bill_line (org_id, day);

-- How a CSV of the organisation's own is read, by its name.
create table bill_mapping (
  org_id integer not null,
  name text not null,
  mapping jsonb not null,
  changed_at timestamptz not null,
  changed_by integer,
  primary key (org_id, name)
);

-- What people say of a difference: a note, and with an amount an adjustment, which stands beside the ledger.
create table bill_note (
  org_id integer not null,
  id integer not null,
  biller text not null,
  -- Empty: what the bill names no model for.
  model text not null,
  day date not null,
  note text not null,
  -- Of the reporting currency; null for a note alone.
  amount_pico numeric,
  created_at timestamptz not null,
  created_by integer,
  created_by_key integer,
  primary key (org_id, id)
);
create index bill_note_day on bill_note (org_id, day);

select wall_table('bill', 'select, insert, delete');
select wall_table('bill_day', 'select, insert, delete');
select wall_table('bill_line', 'select, insert, delete');
select wall_table('bill_mapping', 'select, insert, update, delete');
select wall_table('bill_note', 'select, insert, delete');
