-- Games that a stop rule made unnecessary: never played, never to be played.
alter table game drop constraint game_state_check;
alter table game add constraint game_state_check check (state in ('due', 'claimed', 'done', 'unplayed'));
-- How far the stop rule has looked: the first open block (arms) or game (two contestants) at its last look.
alter table tournament add column stop_looked integer not null default 0;
-- The inconclusive tournament to which this one adds replicates. Each may be followed once: a second look spends its share of alpha once.
alter table tournament add column follows uuid unique references tournament;
