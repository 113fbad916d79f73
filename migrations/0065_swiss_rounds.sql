-- A Swiss match is written round by round: how many it has, and how many are in `game`. Null for every other schedule.
alter table tournament add column swiss_rounds integer;
alter table tournament add column swiss_round integer;
alter table tournament add constraint tournament_swiss_check check (
  (swiss_rounds is null) = (swiss_round is null) and (swiss_round is null or swiss_round between 1 and swiss_rounds));
