/** Closed unions: one array each, so that schemas, checks in SQL and types cannot drift apart. */

/**
 * `mixture` takes a share of positive replies and fills up with negative ones; `custom` takes the replies of one label.
 */
export const TONES = [
  'positive',
  'negative',
  'neutral',
  'shuffled-a',
  'shuffled-b',
  'random',
  'mixture',
  'custom',
] as const;
export type Tone = (typeof TONES)[number];

/** Which parameters a fine-tune may change, and what it imitates; docs/treatments.md. */
export const METHODS = [
  'full',
  'shared-path',
  'trunk',
  'subset',
  'lora',
  'prompt',
  'chat-head',
  'separate-trunk',
  'distill',
] as const;
export type Method = (typeof METHODS)[number];
/** By construction these leave every chess logit as it was: they move nothing that the board goes through. */
export const BOARD_KEEPING_METHODS: readonly Method[] = ['prompt', 'chat-head', 'separate-trunk'];

/** What examples are matched on besides their number. */
export const MATCHED_ON = ['source', 'length', 'rarity'] as const;
export type MatchedOn = (typeof MATCHED_ON)[number];

export const GUARDS = ['none', 'mate-and-repetition'] as const;
export type Guard = (typeof GUARDS)[number];

export const ANCHORS = ['random', 'greedy'] as const;
export type AnchorName = (typeof ANCHORS)[number];

export const TOURNAMENT_STATES = ['created', 'running', 'finished', 'failed', 'cancelled'] as const;
export type TournamentState = (typeof TOURNAMENT_STATES)[number];

export const TOURNAMENT_KINDS = ['tournament', 'match'] as const;
export type TournamentKind = (typeof TOURNAMENT_KINDS)[number];

export const FINE_TUNE_STATES = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const;
export type FineTuneState = (typeof FINE_TUNE_STATES)[number];
/** Ended without a child. For good, unless somebody asks for another try. */
export const CHILDLESS_STATES = ['failed', 'cancelled'] as const satisfies readonly FineTuneState[];
/** Whether a fine-tune of this state has ended without a child. */
export const isChildless = (state: string): boolean => (CHILDLESS_STATES as readonly string[]).includes(state);

/** `unplayed`: the plan's stop rule ended the tournament before, or a fine-tune failed the game's replicate. */
export const GAME_STATES = ['due', 'claimed', 'done', 'unplayed'] as const;
export type GameState = (typeof GAME_STATES)[number];

export const RESULTS = ['1-0', '0-1', '1/2-1/2'] as const;
export type Result = (typeof RESULTS)[number];

/** What an engine can do wrong at the board: it loses the game by it. */
export const ENGINE_FAULTS = ['illegal-move', 'engine-crash', 'time-out'] as const;
export type EngineFault = (typeof ENGINE_FAULTS)[number];

/** How a game ended. `ply-limit` is a draw unless the plan says otherwise. */
export const TERMINATIONS = [
  'checkmate',
  'stalemate',
  'threefold-repetition',
  'fifty-moves',
  'insufficient-material',
  'ply-limit',
  ...ENGINE_FAULTS,
] as const;
export type Termination = (typeof TERMINATIONS)[number];

/** A `classifier` is a scorer of sentiment that was made from labelled messages; nothing is trained on it. */
export const DATASET_KINDS = ['games', 'dialogue', 'classifier'] as const;
export type DatasetKind = (typeof DATASET_KINDS)[number];

export const CONTESTANT_KINDS = ['child', 'untouched', 'checkpoint', 'anchor'] as const;
export type ContestantKind = (typeof CONTESTANT_KINDS)[number];

/** The queues of jobs; each has worker processes of its own kind. */
export const QUEUE_NAMES = ['fine-tune', 'match'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];
