-- Names of the endpoints that there were to tell: deliveries are forgotten, and go with their endpoint.
alter table alert add column told text[] not null default '{}';
