-- Attempts at games that ended without a result of their own, and why: the machine's faults, never a contestant's. The same game
-- was due again.
create table lost_attempt (
  tournament_id uuid not null,
  number integer not null,
  epoch integer not null,
  cause text not null,
  worker uuid,
  at timestamptz not null default now(),
  primary key (tournament_id, number, epoch),
  foreign key (tournament_id, number) references game (tournament_id, number) on delete cascade
);
