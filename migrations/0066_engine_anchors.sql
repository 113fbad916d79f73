-- Anchors may be engines that the server's configuration names. What such an engine is told is part of the contestant; where it lies is not.
alter table contestant drop constraint contestant_anchor_check;
alter table contestant add constraint contestant_anchor_check check (anchor ~ '^[a-z][a-z0-9-]{0,31}$');
alter table contestant add column engine jsonb;

-- An engine loses by an illegal move, by ending and by silence.
alter table result drop constraint result_termination_check;
alter table result add constraint result_termination_check check (termination in
  ('checkmate', 'stalemate', 'threefold-repetition', 'fifty-moves', 'insufficient-material', 'ply-limit', 'illegal-move', 'engine-crash', 'time-out'));
