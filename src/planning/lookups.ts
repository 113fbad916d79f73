import type { Engines, NetworkConfig } from '../spec/index.js';
import type { ExtendedTournament } from '../tournament/verdict/index.js';
import type { DatasetKind, TournamentState } from '../vocabulary/index.js';

/** A checkpoint as planning needs it. */
export interface KnownModel {
  readonly address: string;
  readonly config: NetworkConfig;
}

/** A dataset or classifier as planning needs it. */
export interface KnownDataset {
  readonly address: string;
  readonly kind: DatasetKind;
  /** Its `dataset.json`. */
  readonly profile: unknown;
}

/** An earlier tournament. The verdict is computed when it is asked for. */
export interface KnownTournament extends Omit<ExtendedTournament, 'verdict'> {
  readonly state: TournamentState;
  readonly verdict: () => Promise<ExtendedTournament['verdict']>;
}

/**
 * Where the names in a request are looked up. The HTTP server passes its database, the command line the files of the
 * artifact folder (`file-lookups.ts`). Each resolves to null when there is no such thing.
 */
export interface Lookups {
  /** By address, or the newest base of that name. */
  readonly model: (source: string) => Promise<KnownModel | null>;
  /** By address, or the newest dataset of that name. */
  readonly dataset: (source: string) => Promise<KnownDataset | null>;
  /** By id; null for a match, too. */
  readonly tournament: (id: string) => Promise<KnownTournament | null>;
}

/** What requests are planned with. */
export interface PlanningContext {
  readonly lookups: Lookups;
  /** The opening book, an opening a line: moves in UCI notation separated by blanks. */
  readonly book: readonly string[];
  /** Anchors of the server's configuration, besides the built-in ones. */
  readonly engines?: Engines | undefined;
}
