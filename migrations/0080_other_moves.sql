-- Other moves than those on record are no conflict yet: the decisions on record are checked first. 'other-moves' waits for that, 'tie' has
-- passed it within the tolerance, 'conflict' has not. Conflicts of before were taken for such at once.
alter table superseded_result drop constraint superseded_result_reason_check;
alter table superseded_result add constraint superseded_result_reason_check
  check (reason in ('stale-epoch', 'tournament-over', 'other-moves', 'tie', 'conflict'));
