-- The record. Words as in src/vocabulary; states are checked here and typed there (a test compares the two).
-- Standings are never stored: they are functions of `result`.

create table checkpoint (
  address text primary key check (address ~ '^[0-9a-f]{64}$'),
  parent text,
  kind text not null check (kind in ('base', 'child')),
  name text not null,
  config jsonb not null,
  card jsonb not null,
  created_at timestamptz not null default now()
);
create index checkpoint_newest on checkpoint (created_at desc, address desc);

create table dataset (
  address text primary key check (address ~ '^[0-9a-f]{64}$'),
  kind text not null check (kind in ('games', 'dialogue')),
  name text not null,
  profile jsonb not null,
  created_at timestamptz not null default now()
);
create index dataset_newest on dataset (created_at desc, address desc);

-- One training run. `epoch` is the fence: it rises with each claim, and a write with an older one changes nothing.
create table fine_tune (
  id uuid primary key,
  key text not null unique check (key ~ '^[0-9a-f]{64}$'),
  recipe jsonb not null,
  -- asked for by itself, so the end of a tournament does not end it
  standalone boolean not null default false,
  state text not null default 'queued' check (state in ('queued', 'running', 'finished', 'failed', 'cancelled')),
  attempts integer not null default 0,
  epoch integer not null default 0,
  lease_until timestamptz,
  worker uuid,
  step integer not null default 0,
  total_steps integer,
  checkpoint text,
  checks jsonb,
  error jsonb,
  cancel_requested boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  check ((state = 'finished') = (checkpoint is not null))
);
create index fine_tune_open on fine_tune (id) where state in ('queued', 'running');

create table fine_tune_metric (
  fine_tune_id uuid not null references fine_tune on delete cascade,
  step integer not null,
  metric jsonb not null,
  at timestamptz not null default now(),
  primary key (fine_tune_id, step)
);

-- `version` rises with every visible change of the tournament, its contestants and games (strong ETags);
-- `event_seq` is the number of its last event; `chain` the hash over its results in the order of recording.
create table tournament (
  id uuid primary key,
  kind text not null check (kind in ('tournament', 'match')),
  name text not null,
  plan jsonb not null,
  plan_hash text not null check (plan_hash ~ '^[0-9a-f]{64}$'),
  max_plies integer not null check (max_plies > 0),
  state text not null default 'created' check (state in ('created', 'running', 'finished', 'failed', 'cancelled')),
  cancel_requested boolean not null default false,
  error jsonb,
  version bigint not null default 1,
  event_seq bigint not null default 0,
  chain text not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
create index tournament_open on tournament (id) where state in ('created', 'running');

create table contestant (
  tournament_id uuid not null references tournament on delete cascade,
  key text not null check (key ~ '^[0-9a-f]{64}$'),
  ordinal integer not null,
  name text not null,
  kind text not null check (kind in ('child', 'untouched', 'checkpoint', 'anchor')),
  arm text,
  replicate bigint,
  fine_tune_id uuid references fine_tune,
  -- a child's address is filled in once, when it is trained
  checkpoint text,
  anchor text check (anchor in ('random', 'greedy')),
  decoding jsonb,
  primary key (tournament_id, key),
  unique (tournament_id, ordinal),
  check ((kind = 'child') = (fine_tune_id is not null)),
  check ((kind = 'anchor') = (anchor is not null)),
  check (kind in ('child', 'anchor') or checkpoint is not null)
);
create index contestant_fine_tune on contestant (fine_tune_id) where fine_tune_id is not null;

-- No foreign keys for `white` and `black`: they doubled the time to write a schedule (100,000 games), so the program checks them.
create table game (
  tournament_id uuid not null references tournament on delete cascade,
  number integer not null,
  game_key text not null check (game_key ~ '^[0-9a-f]{64}$'),
  pair integer not null,
  leg integer not null,
  block integer not null,
  white text not null,
  black text not null,
  opening text not null,
  state text not null default 'due' check (state in ('due', 'claimed', 'done')),
  epoch integer not null default 0,
  lease_until timestamptz,
  worker uuid,
  attempts integer not null default 0,
  primary key (tournament_id, number),
  unique (tournament_id, game_key),
  check (state <> 'claimed' or (worker is not null and lease_until is not null))
);
create index game_open on game (tournament_id, number) where state <> 'done';
create index game_by_key on game (game_key);

-- `position` counts the results of a tournament in the order of recording, from 1 without gaps; the chain follows it.
create table result (
  tournament_id uuid not null,
  game_key text not null,
  number integer not null,
  position integer not null,
  epoch integer not null,
  result text not null check (result in ('1-0', '0-1', '1/2-1/2')),
  termination text not null check (termination in
    ('checkmate', 'stalemate', 'threefold-repetition', 'fifty-moves', 'insufficient-material', 'ply-limit')),
  moves text not null,
  moves_hash text not null,
  plies integer not null,
  white_stats jsonb not null,
  black_stats jsonb not null,
  worker uuid not null,
  recorded_at timestamptz not null,
  chain text not null,
  primary key (tournament_id, game_key),
  unique (tournament_id, number),
  unique (tournament_id, position),
  foreign key (tournament_id, game_key) references game (tournament_id, game_key) on delete cascade
);

-- What came too late or contradicts the record: kept, never counted. A repeated delivery adds no row.
create table superseded_result (
  tournament_id uuid not null,
  game_key text not null,
  number integer not null,
  epoch integer not null,
  result text not null,
  termination text not null,
  moves text not null,
  moves_hash text not null,
  plies integer not null,
  white_stats jsonb not null,
  black_stats jsonb not null,
  worker uuid not null,
  recorded_at timestamptz not null,
  reason text not null check (reason in ('stale-epoch', 'conflict', 'tournament-over')),
  primary key (tournament_id, game_key, epoch, moves_hash),
  foreign key (tournament_id, game_key) references game (tournament_id, game_key) on delete cascade
);

create table event (
  tournament_id uuid not null references tournament on delete cascade,
  seq bigint not null,
  type text not null,
  data jsonb not null,
  at timestamptz not null default now(),
  primary key (tournament_id, seq)
);

create table worker (
  id uuid primary key,
  kind text not null,
  host text not null,
  pid integer not null,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  backend jsonb
);

create table idempotency_key (
  key text not null,
  route text not null,
  request_hash text not null,
  status integer not null,
  response jsonb not null,
  created_at timestamptz not null default now(),
  primary key (key, route)
);
