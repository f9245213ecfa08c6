-- A day's cells without what no price depends on: agents, features, environments. A context stands here for every one
-- with its provider, model, route, tier and failure. Most decisions need no more, and it is a hundredth of the cells.
create table rate_path (like rate_cell including all);
select wall_table('rate_path', 'select, insert, delete');

-- Days are summed anew when they are next asked for.
truncate rate_day, rate_cell;
