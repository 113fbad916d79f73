import type { ChatHost } from '../../orchestration/index.js';
import type { Queues } from '../../queue/index.js';
import type { Engines } from '../../spec/index.js';
import type { Database } from '../../store/base/index.js';

/** What routes need of the rest of the process. */
export interface Context {
  readonly db: Database;
  readonly home: string;
  readonly queues: Queues;
  readonly chat: Pick<ChatHost, 'chat' | 'move' | 'evaluate'>;
  /** The shipped opening book, a line an opening. */
  readonly book: readonly string[];
  /** Anchors of this server's configuration, besides the built-in ones. */
  readonly engines?: Engines;
  /** Enqueues what has become due without waiting for the reconciler's next round. */
  readonly nudge: () => void;
  /** Bytes of one upload at most; see datasets.ts for the default. */
  readonly maxUpload?: number;
}
