-- The newest link by which somebody who forgot their password may set another. Local: asked before the organisation
-- is known, and by nothing that stands behind the wall.
create table password_reset (
  account_id integer primary key references account (id) on delete cascade,
  token_hash bytea not null unique,
  -- The account's at the time: whatever ends its sessions ends the link.
  session_version integer not null,
  expires_at timestamptz not null
);
