-- Sources that sign what they send rather than carry a key. Found by public_id before the organisation is known.
create table source_webhook (
  org_id integer not null,
  source_id integer not null,
  public_id text not null unique,
  sealed text not null,
  -- When its newest secret was made.
  rotated_at timestamptz not null,
  primary key (org_id, source_id)
);

select wall_table('source_webhook', 'select, insert, update (sealed, rotated_at)');
