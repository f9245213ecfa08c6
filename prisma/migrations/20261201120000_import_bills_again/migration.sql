-- A file that another bill replaced since is kept anew when it is imported again, so that the newest still counts.
alter table bill drop constraint bill_org_id_digest_key;
create index bill_digest on bill (org_id, digest);
