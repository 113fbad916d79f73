-- Tells every API process which kept answers are out of date. A notice leaves with the commit of its change, and equal notices of one
-- transaction are one. The payload is what changed: the id of a tournament, `tournaments` or `models`.
create function tell_tournament_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('record_changed', coalesce(new.id, old.id)::text);
  perform pg_notify('record_changed', 'tournaments');
  return null;
end $$;
create trigger tell_change after insert or update or delete on tournament
  for each row execute function tell_tournament_change();

create function tell_checkpoint_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('record_changed', 'models');
  return null;
end $$;
create trigger tell_change after insert or update or delete on checkpoint
  for each statement execute function tell_checkpoint_change();
