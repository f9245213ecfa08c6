-- Reconcile is a page whose controls can be kept.
alter table saved_view drop constraint saved_view_page_check;
alter table saved_view add constraint saved_view_page_check check (page in ('/', '/explore', '/events', '/change', '/health', '/decide', '/reconcile'));
