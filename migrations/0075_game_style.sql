-- How each side of a recorded game played: a function of the result's moves, kept so that a report does not set up every board again.
-- Never the record: rows may be dropped at any time and are made again. `version` is that of the counting; a line that cannot be read
-- has no counts.
create table game_style (
  tournament_id uuid not null,
  number integer not null,
  version integer not null,
  white jsonb,
  black jsonb,
  primary key (tournament_id, number),
  foreign key (tournament_id, number) references result (tournament_id, number) on delete cascade,
  check ((white is null) = (black is null))
);
