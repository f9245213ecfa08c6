-- A single day is not forecast: thresholds on its forecast could never be reached.
update budget set forecast_thresholds = '{}' where period = 'day' and forecast_thresholds <> '{}';
