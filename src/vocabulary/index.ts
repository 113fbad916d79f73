/**
 * The terms of the project. Tables, routes, types, files and documentation use them in exactly this sense.
 *
 * network      the multi-task model: towers, trunk and heads
 * checkpoint   a network's weights, config, tokenizer and card, addressed by the SHA-256 of its content
 * base         a checkpoint trained on both tasks, from which children descend
 * arm          a treatment, such as `positive`
 * fine-tune    one training run: base x arm x seed, giving one child checkpoint
 * replicate    one fine-tuning seed, shared by all arms; the unit of inference
 * contestant   a player: a checkpoint with decoding settings, or an anchor
 * anchor       an opponent of fixed strength: `random`, `greedy`, a UCI engine at a given level, a source model
 * pair         one opening played twice with colours swapped; its two games are legs
 * plan         everything decided before the first game, sealed by its hash
 * schedule     the plan's games in order, each with its key
 * standings    ratings of all contestants with intervals, recomputable from the games alone
 * verdict      the planned analysis applied to the results
 * study        many tournaments from one grid of settings
 * dataset      imported games or dialogue, addressed by content hash
 */

export {
  type Address,
  type ContestantKey,
  type FineTuneId,
  type FineTuneKey,
  type GameKey,
  isHash,
  type PlanHash,
  shortHash,
  type TournamentId,
  type WorkerId,
} from './ids.js';
export { BOOK_PLIES, MAX_BOOK_PLIES, OPENING_PHASE_PLIES, OPENING_WEIGHT_PLIES } from './opening-plies.js';
export {
  AXES,
  type Axis,
  ORDERED_AXES,
  type OrderedAxis,
  PAIRING_PURPOSES,
  type PairingPurpose,
  REGRET_GROUPS,
  REGRET_TEMPERATURES,
  SIDE_EFFECTS,
} from './questions.js';
export { halfPointsOf, pointsOf } from './results.js';
export {
  ANCHORS,
  type AnchorName,
  BOARD_KEEPING_METHODS,
  CHECK_PARTS,
  CHILDLESS_STATES,
  type CheckPart,
  CONTESTANT_KINDS,
  type ContestantKind,
  DATASET_KINDS,
  type DatasetKind,
  DIALOGUE_FORMATS,
  type DialogueFormat,
  ENGINE_FAULTS,
  type EngineFault,
  FINE_TUNE_PHASES,
  FINE_TUNE_STATES,
  type FineTuneState,
  GAME_STATES,
  type GameState,
  GOLD_FORMATS,
  type GoldFormat,
  GUARDS,
  isChildless,
  MATCHED_ON,
  type MatchedOn,
  METHODS,
  type Method,
  QUEUE_NAMES,
  type QueueName,
  RESULTS,
  type Result,
  TERMINATIONS,
  type Termination,
  TONES,
  TOURNAMENT_KINDS,
  TOURNAMENT_STATES,
  type Tone,
  type TournamentKind,
  type TournamentState,
} from './unions.js';
