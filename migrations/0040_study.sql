-- A study: many tournaments from one grid of settings. Its state is a function of its tournaments and is not stored.
create table study (
  id uuid primary key,
  -- hash of the spec and of the plans of all cells: the same study is stored once
  key text not null unique check (key ~ '^[0-9a-f]{64}$'),
  name text not null,
  spec jsonb not null,
  concurrency integer not null check (concurrency > 0),
  cancel_requested boolean not null default false,
  created_at timestamptz not null default now()
);

-- A cell is a tournament that may not have been created yet. Its id and its sealed plan are there from the start, so releasing it
-- twice is impossible and nothing that happens meanwhile changes what it plays.
create table study_cell (
  study_id uuid not null references study on delete cascade,
  ordinal integer not null,
  name text not null,
  repetition integer not null,
  settings jsonb not null,
  tournament_id uuid not null unique,
  plan jsonb not null,
  plan_hash text not null check (plan_hash ~ '^[0-9a-f]{64}$'),
  games integer not null,
  primary key (study_id, ordinal)
);
