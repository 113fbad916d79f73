import { boardFlop, type NetworkConfig, tokenFlop } from '../../spec/index.js';
import type { SealedTournament } from '../../tournament/plan/index.js';
import type { ReportCard, ReportInput } from '../../tournament/report/index.js';
import { type FineTuneRow, type Queryable, queryAll } from '../base/index.js';
import { listFineTunes } from '../fine-tunes/index.js';
import { playByContestant, replaysByContestant, styleByContestant } from '../games/index.js';
import { getCheckpoint, getDataset } from '../library/index.js';
import { MAX_FINE_TUNES, tournamentEvidence } from './tournament-evidence.js';
import { getContestants, getTournament } from './tournaments.js';

/** Reads everything that the report of a tournament shows. Returns null for a match or an unknown tournament. */
export async function reportInput(q: Queryable, id: string): Promise<ReportInput | null> {
  const row = await getTournament(q, id);
  if (row?.kind !== 'tournament') return null;
  const plan = row.plan as SealedTournament;
  const fineTunes = await listFineTunes(q, { tournamentId: id, limit: MAX_FINE_TUNES });
  const cards = await trainingCards(q, fineTunes);
  const base = await getCheckpoint(q, plan.spec.base);
  return {
    tournament: {
      id: row.id,
      name: row.name,
      state: row.state,
      planHash: row.planHash,
      chain: row.chain,
      version: row.version,
      createdAt: row.createdAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
    },
    evidence: await tournamentEvidence(q, id, plan, fineTunes),
    contestants: await getContestants(q, id),
    // listed newest first; reversed they are in the order of the plan
    fineTunes: [...fineTunes].reverse().map(({ key, state, attempts, checkpoint, checks, error }) => ({
      ...{ key, state, attempts, checkpoint, checks },
      error: error && { code: error.code, message: error.message },
      card: cards.get(checkpoint ?? '') ?? null,
    })),
    play: await playByContestant(q, id),
    replays: await replaysByContestant(q, id),
    style: await styleByContestant(q, id),
    flop: forwardFlop(base?.config as NetworkConfig | undefined, plan),
    datasetProfile: (await getDataset(q, plan.spec.dataset))?.profile ?? null,
    baseFlop: trainingFlop(base?.card as StoredCard | undefined),
  };
}

/** FLOP of one forward pass; null for an incomplete configuration (of a test, or of an older version). */
function forwardFlop(config: NetworkConfig | undefined, { spec }: SealedTournament): ReportInput['flop'] {
  if (!config?.chess || !config.trunk) return null;
  return { token: tokenFlop(config, spec.fineTune.maxTokens), position: boardFlop(config) };
}

/**
 * Training FLOP summed over a base's card and the runs that it was resumed from, by both methods of counting; null when
 * a run did not count them.
 */
function trainingFlop(card: StoredCard | undefined): ReportInput['baseFlop'] {
  const runs: StoredCard[] = [];
  for (let run = card; run; run = run.metrics?.before ?? run.before) runs.push(run);
  const sum = (method: 'counted' | 'byTime'): number =>
    runs.reduce((total, { flop }) => total + (flop?.[method] ?? Number.NaN), 0);
  const [counted, byTime] = [sum('counted'), sum('byTime')];
  return runs.length > 0 && Number.isFinite(counted + byTime) ? { counted, byTime } : null;
}

/** What is read of a checkpoint's card, which is stored as JSON of any version. */
interface StoredCard {
  readonly metrics?: { readonly before?: StoredCard };
  readonly before?: StoredCard;
  readonly compute?: { readonly peak?: { readonly flopPerSecond?: number } };
  readonly flop?: { readonly counted?: number; readonly byTime?: number };
  readonly seconds?: number;
  readonly steps?: number;
  readonly machine?: {
    readonly backend?: string;
    readonly device?: string;
    readonly cpu?: string;
    readonly threads?: number;
  };
  readonly software?: { readonly tensorflow?: string; readonly node?: string };
}

/** Cards of the children by their address. A card without its FLOP is left out. */
async function trainingCards(q: Queryable, fineTunes: readonly FineTuneRow[]): Promise<Map<string, ReportCard>> {
  const addresses = fineTunes.flatMap(({ checkpoint }) => checkpoint ?? []);
  const rows = await queryAll<{ address: string; card: StoredCard }>(
    q,
    `select address, card from checkpoint where address = any($1)`,
    [addresses],
  );
  return new Map(
    rows.flatMap(({ address, card: { flop, seconds, steps, machine, software, compute } }): [string, ReportCard][] => {
      if (typeof flop?.counted !== 'number' || typeof flop.byTime !== 'number') return [];
      const { backend, cpu, threads } = machine ?? {};
      return [
        [
          address,
          {
            flop: { counted: flop.counted, byTime: flop.byTime },
            seconds: seconds ?? 0,
            steps: steps ?? 0,
            peak: compute?.peak?.flopPerSecond ?? null,
            machine: [cpu, threads ? `${threads} threads` : '', backend].filter(Boolean).join(', '),
            software: [
              software?.tensorflow ? `TensorFlow ${software.tensorflow}` : '',
              software?.node ? `Node ${software.node}` : '',
            ]
              .filter(Boolean)
              .join(', '),
          },
        ],
      ];
    }),
  );
}
