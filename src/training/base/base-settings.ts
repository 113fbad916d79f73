/** What the training of a base is told, given and tells. */
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

export interface BaseSettings extends BoardLossOptions {
  readonly seed: number;
  /** The run's length: steps, or minutes of training time (then the learning rate follows the clock). */
  readonly steps?: number;
  readonly minutes?: number;
  /** Positions and sequences of a step; 0 leaves a task out. */
  readonly positions: number;
  readonly sequences: number;
  readonly optimizer: 'adam' | 'muon';
  /** Decay of the weights' running average a step; what is validated and kept is the average. 0: the last weights. */
  readonly averaging: number;
  /** The highest one; see schedule.ts. */
  readonly learningRate: number;
  /** `constant` keeps it after the warm-up instead of going down a cosine. */
  readonly schedule?: 'cosine' | 'constant';
  readonly weightDecay: number;
  readonly clip: number;
  /** Weight of the chat loss beside the board's, both normalised. */
  readonly chatWeight: number;
}

export interface BaseData {
  readonly positions: PositionFile;
  readonly heldOutPositions: PositionFile;
  /** What a network that evaluates is trained on, in place of moves and outcomes. */
  readonly evaluations?: EvaluationData;
  readonly dialogue: readonly DialoguePool[];
  readonly heldOutSequences: readonly ChatSequence[];
}

export interface BaseProgress {
  readonly step: number;
  /** 0 to 1. */
  readonly progress: number;
  readonly seconds: number;
  /** Means since the row before, nats; 0 for what the network or the settings leave out. */
  readonly policyLoss: number;
  readonly outcomeLoss: number;
  /** Pawns; of a network that evaluates. */
  readonly evaluationLoss?: number;
  readonly chatLoss: number;
  readonly gradientNorm: number;
  /** Cosine of the two tasks' gradients over all trunk weights. */
  readonly trunkCosine: number;
  readonly learningRate: number;
  readonly validation?: BaseValidation;
  /** Of a network that evaluates, in place of `validation`. */
  readonly evaluation?: EvaluationValidation & { readonly chatLoss: number };
}

export interface BaseValidation extends BoardValidation {
  readonly chatLoss: number;
}

export interface TrainBaseOptions {
  readonly config: NetworkConfig;
  readonly settings: BaseSettings;
  readonly tokenizer: Tokenizer;
  readonly data: BaseData;
  /** Values to start from, by parameter name; what is missing or has another size starts fresh. */
  readonly start?: ReadonlyMap<string, Float32Array>;
  /** What the data is, for resuming only the same run. */
  readonly dataAddresses: readonly string[];
  readonly runDir: string;
  /** Take the chat's gradient in a second thread, at the same time as the board's. The weights come out the same. */
  readonly threads?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (row: BaseProgress) => void;
  readonly now?: () => number;
}
