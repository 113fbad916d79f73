import type { Engines, NetworkConfig } from '../spec/index.js';
import type { ExtendedTournament } from '../tournament/verdict/index.js';
import type { DatasetKind, TournamentState } from '../vocabulary/index.js';

/** The facts about a checkpoint that planning needs. */
export interface KnownModel {
  readonly address: string;
  readonly config: NetworkConfig;
}

/** The facts about a dataset or classifier that planning needs. */
export interface KnownDataset {
  readonly address: string;
  readonly kind: DatasetKind;
  /** Parsed `dataset.json`. */
  readonly profile: unknown;
}

/** An earlier tournament, to be extended. `verdict` computes its verdict on demand. */
export interface KnownTournament extends Omit<ExtendedTournament, 'verdict'> {
  readonly state: TournamentState;
  readonly verdict: () => Promise<ExtendedTournament['verdict']>;
}

/**
 * Resolves the names in a request. The HTTP server implements it over its database, the command line over the files of
 * the artifact folder (`file-lookups.ts`). Each lookup resolves to null if nothing matches.
 */
export interface Lookups {
  /** By address, or the newest base of that name. */
  readonly model: (source: string) => Promise<KnownModel | null>;
  /** By address, or the newest dataset of that name. */
  readonly dataset: (source: string) => Promise<KnownDataset | null>;
  /** By id; null for a match, which cannot be extended. */
  readonly tournament: (id: string) => Promise<KnownTournament | null>;
}

/** Dependencies of planning. */
export interface PlanningContext {
  readonly lookups: Lookups;
  /** The opening book, one opening per entry: moves in UCI notation separated by spaces. */
  readonly book: readonly string[];
  /** Engine anchors from the server's configuration, in addition to the built-in anchors. */
  readonly engines?: Engines | undefined;
  /** Folder of the rates measured on this machine; without it times follow from the default rates. */
  readonly home?: string | undefined;
}
