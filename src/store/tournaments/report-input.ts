import { boardFlop, type NetworkConfig, tokenFlop } from '../../spec/index.js';
import type { SealedTournament } from '../../tournament/plan/index.js';
import type { ReportCard, ReportInput } from '../../tournament/report/index.js';
import type { FineTuneRow, Queryable } from '../base/index.js';
import { all } from '../base/index.js';
import { listFineTunes } from '../fine-tunes/index.js';
import { playByContestant, replaysByContestant, styleByContestant } from '../games/index.js';
import { getCheckpoint } from '../library/index.js';
import { getContestants } from './get-contestants.js';
import { getTournament } from './get-tournament.js';
import { MOST_FINE_TUNES, tournamentEvidence } from './tournament-evidence.js';

/** Everything that the report of a tournament is made from; null where there is no such tournament, or only a match. */
export async function reportInput(q: Queryable, id: string): Promise<ReportInput | null> {
  const row = await getTournament(q, id);
  if (row?.kind !== 'tournament') return null;
  const plan = row.plan as SealedTournament;
  const fineTunes = await listFineTunes(q, { tournamentId: id, limit: MOST_FINE_TUNES });
  const cards = await cardsOf(q, fineTunes);
  const base = await getCheckpoint(q, plan.spec.base);
  const { name, state, planHash, chain, version, createdAt, finishedAt } = row;
  return {
    tournament: {
      id: row.id,
      name,
      state,
      planHash,
      chain,
      version,
      createdAt: createdAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
    },
    evidence: await tournamentEvidence(q, id, plan, fineTunes),
    contestants: await getContestants(q, id),
    // oldest first: the order of the plan
    fineTunes: [...fineTunes].reverse().map(({ key, state: of, attempts, checkpoint, checks, error }) => ({
      ...{ key, state: of, attempts, checkpoint, checks },
      error: error && { code: error.code, message: error.message },
      card: cards.get(checkpoint ?? '') ?? null,
    })),
    play: await playByContestant(q, id),
    replays: await replaysByContestant(q, id),
    style: await styleByContestant(q, id),
    flop: flopOf(base?.config as NetworkConfig | undefined, plan),
    baseFlop: lineageFlop(base?.card as StoredCard | undefined),
  };
}

/** A config that is none (a test's, an older one's) has no cost to tell. */
function flopOf(config: NetworkConfig | undefined, { spec }: SealedTournament): ReportInput['flop'] {
  if (!config?.chess || !config.trunk) return null;
  return { token: tokenFlop(config, spec.fineTune.maxTokens), position: boardFlop(config) };
}

/** Of a base's card and of the runs that it went on from. */
function lineageFlop(card: StoredCard | undefined): ReportInput['baseFlop'] {
  const runs: StoredCard[] = [];
  for (let run = card; run; run = run.metrics?.before ?? run.before) runs.push(run);
  const sum = (method: 'counted' | 'byTime'): number =>
    runs.reduce((total, { flop }) => total + (flop?.[method] ?? Number.NaN), 0);
  const [counted, byTime] = [sum('counted'), sum('byTime')];
  return runs.length > 0 && Number.isFinite(counted + byTime) ? { counted, byTime } : null;
}

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

/** Cards by address. One without its FLOP counts as none. */
async function cardsOf(q: Queryable, fineTunes: readonly FineTuneRow[]): Promise<Map<string, ReportCard>> {
  const addresses = fineTunes.flatMap(({ checkpoint }) => checkpoint ?? []);
  const rows = await all<{ address: string; card: StoredCard }>(
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
