-- Calls that gateways made with the organisation's own keys: their providers bill them, and bills are held against them.
create index charge_own_key on charge (org_id, time) where flags & 4096 <> 0;
