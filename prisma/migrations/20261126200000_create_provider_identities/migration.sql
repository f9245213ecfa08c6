-- Who an account is at the sign-in provider: the pair that stays when an e-mail address passes to somebody else.
create table provider_identity (
  issuer text not null,
  subject text not null,
  account_id integer not null references account (id) on delete cascade,
  created_at timestamptz not null,
  primary key (issuer, subject),
  unique (account_id, issuer)
);
