import type { ChatHost } from '../../orchestration/index.js';
import type { Queues } from '../../queue/index.js';
import type { Engines } from '../../spec/index.js';
import type { Database } from '../../store/base/index.js';

/** The services of the process that routes use. */
export interface Context {
  readonly db: Database;
  /** Folder of datasets, checkpoints and uploads. */
  readonly home: string;
  readonly queues: Queues;
  readonly chat: Pick<ChatHost, 'chat' | 'move' | 'evaluate'>;
  /** The shipped opening book, one line per opening: UCI moves separated by blanks. */
  readonly book: readonly string[];
  /** Anchors of this server's configuration, in addition to the built-in ones. */
  readonly engines?: Engines;
  /** Starts a round of the reconciler now rather than at its next interval. */
  readonly nudge: () => void;
  /** Private Ed25519 key in PEM that signs plans; without it the home's own, which is made when first needed. */
  readonly signingKey?: string;
  /** Maximum size of one upload in bytes; library/datasets.ts has the default. */
  readonly maxUpload?: number;
}
