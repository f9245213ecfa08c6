-- A closed day's lines summed by all that a price can depend on, so that a day is priced anew without its lines.
create table rate_cell (
  org_id integer not null,
  day timestamptz not null,
  cell integer not null,
  context_id integer not null,
  -- Since when every condition on time has been what it is for the cell's lines.
  at timestamptz not null,
  -- Where the call's input and output lie among the bounds that prices have.
  input_total bigint not null,
  output_total bigint not null,
  -- 1 thinking, 2 the reporter bills.
  flags smallint not null,
  price_id integer,
  extra jsonb,
  lines bigint not null,
  calls bigint not null,
  input_uncached bigint not null,
  cache_read bigint not null,
  cache_write_5m bigint not null,
  cache_write_1h bigint not null,
  cache_write_other bigint not null,
  output bigint not null,
  reasoning bigint not null,
  computed_pico numeric not null,
  billed_pico numeric not null,
  -- Calls that something has no price of.
  unpriced_calls bigint not null,
  primary key (org_id, day, cell)
);

-- What a day's cells were made of: the state of its cube, and the bounds that prices had.
create table rate_day (
  org_id integer not null,
  day timestamptz not null,
  stamp text not null,
  primary key (org_id, day)
);

-- What an organisation says of its routes, constraints and the worth of its requests, each with who said so when.
create table decision_assumptions (
  org_id integer primary key,
  version integer not null,
  items jsonb not null,
  changed_by integer,
  changed_at timestamptz not null
);

select wall_table('rate_cell', 'select, insert, delete');
select wall_table('rate_day', 'select, insert, delete');
select wall_table('decision_assumptions', 'select, insert, update');
