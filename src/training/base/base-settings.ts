/** Settings, data and progress rows of the training of a base. */
import type { ChatSequence, Tokenizer } from '../../dialogue/tokens/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import type {
  BoardLossOptions,
  BoardValidation,
  DialoguePool,
  EvaluationData,
  EvaluationValidation,
  PositionFile,
} from '../losses/index.js';

/** Hyperparameters of a base. Part of the identity of a run, and of the card. */
export interface BaseSettings extends BoardLossOptions {
  readonly seed: number;
  /** Length of the run: steps, or minutes of training time (then the learning rate follows the clock). */
  readonly steps?: number;
  readonly minutes?: number;
  /** Positions and sequences per step; 0 omits a task. */
  readonly positions: number;
  readonly sequences: number;
  readonly optimizer: 'adam' | 'muon';
  /** Decay per step of the weights' running average, which is what is validated and saved. 0: the last weights. */
  readonly averaging: number;
  /** Peak learning rate; see optimiser/learning-rate.ts. */
  readonly learningRate: number;
  /** `constant` keeps the peak after the warm-up instead of a cosine decay. */
  readonly schedule?: 'cosine' | 'constant';
  readonly weightDecay: number;
  /** Maximum global norm of the gradient. */
  readonly clip: number;
  /** Weight of the chat loss relative to the board's, both normalised. */
  readonly chatWeight: number;
  /** Blocks of a pretrained tower that are trained, from the last; those below stay as they are. */
  readonly topBlocks?: number;
  /** Most tokens of training sequences from each dialogue dataset; all where left out. */
  readonly poolTokens?: number;
  /** Learns every conversation in reverse order, to rank replies by the turn that they answer. */
  readonly backward?: true;
}

/** Data of a base, in memory. */
export interface BaseData {
  readonly positions: PositionFile;
  readonly heldOutPositions: PositionFile;
  /** Evaluated positions, on which an evaluation network is trained instead of on moves and outcomes. */
  readonly evaluations?: EvaluationData;
  readonly dialogue: readonly DialoguePool[];
  readonly heldOutSequences: readonly ChatSequence[];
}

/** One row of progress. Losses are means since the previous row. */
export interface BaseProgress {
  readonly step: number;
  /** 0 to 1. */
  readonly progress: number;
  /** Training time so far. */
  readonly seconds: number;
  /** Nats; 0 where the network or the settings have no such task. */
  readonly policyLoss: number;
  readonly outcomeLoss: number;
  /** Pawns; only for an evaluation network. */
  readonly evaluationLoss?: number;
  readonly chatLoss: number;
  readonly gradientNorm: number;
  /** Cosine between the two tasks' gradients over all trunk weights, at the row's step. */
  readonly trunkCosine: number;
  readonly learningRate: number;
  /** Losses on held-out data, in some rows. */
  readonly validation?: BoardValidation & { readonly chatLoss: number };
  /** For an evaluation network, instead of `validation`. */
  readonly evaluation?: EvaluationValidation & { readonly chatLoss: number };
}

/** Arguments of `trainBase`. */
export interface TrainBaseOptions {
  readonly config: NetworkConfig;
  readonly settings: BaseSettings;
  readonly tokenizer: Tokenizer;
  readonly data: BaseData;
  /** Start values by parameter name; parameters that are missing or differ in size are initialised afresh. */
  readonly start?: ReadonlyMap<string, Float32Array>;
  /** Identity of the data: a saved state is resumed only with the same data. */
  readonly dataAddresses: readonly string[];
  /** Folder of the saved state. */
  readonly runDir: string;
  readonly signal: AbortSignal;
  readonly onProgress: (row: BaseProgress) => void;
  /** Told while the states of frozen layers are computed, before the first step. */
  readonly onFrozen?: (share: number) => void;
  /** Clock in milliseconds; `performance.now` by default. */
  readonly now?: () => number;
}
