/** Closed unions, each defined by one array from which schemas, SQL checks and types are derived. */

/**
 * Tones of the replies that an arm learns. `mixture`: a given share of positive replies, the rest negative; `custom`:
 * the replies with one label.
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
/** One of the tones. */
export type Tone = (typeof TONES)[number];

/** Methods of fine-tuning: which parameters may change, and what is imitated; docs/treatments.md. */
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
/** One of the methods. */
export type Method = (typeof METHODS)[number];
/** Methods that leave all chess logits unchanged: they train no parameter on the path from the board. */
export const BOARD_KEEPING_METHODS: readonly Method[] = ['prompt', 'chat-head', 'separate-trunk'];

/** Properties on which the examples of all arms may be matched, in addition to their number. */
export const MATCHED_ON = ['source', 'length', 'rarity'] as const;
/** One of the matched properties. */
export type MatchedOn = (typeof MATCHED_ON)[number];

/**
 * Guards: corrections of a network's moves. `mate-and-repetition` takes a mate in one and, when ahead, avoids
 * repetition and stalemate.
 */
export const GUARDS = ['none', 'mate-and-repetition'] as const;

/** Built-in anchors: opponents of fixed strength that need no configuration. */
export const ANCHORS = ['random', 'greedy'] as const;
/** One of the built-in anchors. */
export type AnchorName = (typeof ANCHORS)[number];

/** States of a tournament, match or study. */
export const TOURNAMENT_STATES = ['created', 'running', 'finished', 'failed', 'cancelled'] as const;
/** One of the states of a tournament. */
export type TournamentState = (typeof TOURNAMENT_STATES)[number];

/** `tournament` compares arms; `match` compares given contestants. */
export const TOURNAMENT_KINDS = ['tournament', 'match'] as const;
/** One of the kinds. */
export type TournamentKind = (typeof TOURNAMENT_KINDS)[number];

/** States of a fine-tune. */
export const FINE_TUNE_STATES = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const;
/** One of the states of a fine-tune. */
export type FineTuneState = (typeof FINE_TUNE_STATES)[number];
/** What a running fine-tune does: it loads base and dialogue, trains its child, then checks it. */
export const FINE_TUNE_PHASES = ['loading', 'training', 'checking'] as const;
/** Parts of the checks of a child, in their order; `base`: what concerns the base alone and is not yet stored. */
export const CHECK_PARTS = ['base', 'replies', 'chat', 'board', 'regret'] as const;
/** One of the parts. */
export type CheckPart = (typeof CHECK_PARTS)[number];
/** States of a fine-tune that ended without a child; final unless a retry is requested. */
export const CHILDLESS_STATES = ['failed', 'cancelled'] as const satisfies readonly FineTuneState[];
/** True if a fine-tune in this state has ended without a child. */
export const isChildless = (state: string): boolean => (CHILDLESS_STATES as readonly string[]).includes(state);

/**
 * States of a game. `unplayed`: not needed, because the plan's stop rule ended the tournament or a fine-tune of its
 * replicate failed.
 */
export const GAME_STATES = ['due', 'claimed', 'done', 'unplayed'] as const;
/** One of the states of a game. */
export type GameState = (typeof GAME_STATES)[number];

/** Results of a game, White's points first. */
export const RESULTS = ['1-0', '0-1', '1/2-1/2'] as const;
/** One of the results. */
export type Result = (typeof RESULTS)[number];

/** Faults by which an engine loses a game. */
export const ENGINE_FAULTS = ['illegal-move', 'engine-crash', 'time-out'] as const;
/** One of the faults. */
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
/** One of the endings. */
export type Termination = (typeof TERMINATIONS)[number];

/**
 * Kinds of dataset. A `classifier` scores sentiment; it was made from labelled messages and nothing is trained on it.
 */
export const DATASET_KINDS = ['games', 'dialogue', 'classifier'] as const;
/** One of the kinds of dataset. */
export type DatasetKind = (typeof DATASET_KINDS)[number];

/** Supported formats of dialogue files; see the README of dialogue. */
export const DIALOGUE_FORMATS = [
  'chitchat',
  'dialogpt',
  'pairs',
  'starter',
  'turns',
  'conversations',
  'table',
] as const;
/** One of DIALOGUE_FORMATS. */
export type DialogueFormat = (typeof DIALOGUE_FORMATS)[number];

/** Formats of files of labelled messages. */
export const GOLD_FORMATS = ['goemotions-group', 'goemotions', 'sst2', 'vader-means', 'table'] as const;
/** One of GOLD_FORMATS. */
export type GoldFormat = (typeof GOLD_FORMATS)[number];

/** A child of an arm, the untouched base, a given checkpoint, or an anchor. */
export const CONTESTANT_KINDS = ['child', 'untouched', 'checkpoint', 'anchor'] as const;
/** One of the kinds of contestant. */
export type ContestantKind = (typeof CONTESTANT_KINDS)[number];

/** Job queues; each is served by worker processes of its own kind. */
export const QUEUE_NAMES = ['fine-tune', 'match'] as const;
/** One of the queues. */
export type QueueName = (typeof QUEUE_NAMES)[number];
