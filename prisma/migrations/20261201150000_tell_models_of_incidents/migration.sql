-- The one model that failed, where the route's other models outweigh it; null of an incident of the whole route.
alter table incident add column model text;
-- The models whose calls failed in it, as [{"model", "faults"}], most faults first; null where they were not counted.
alter table incident add column models jsonb;

-- Incidents of the last 90 days are told anew with their models, and those of one model alone are found.
delete from incident_watch;
