/** The report: all that a reader needs to judge a tournament. */
import Type from 'typebox';
import { FINE_TUNE_STATES, type PlanHash, TERMINATIONS, TOURNAMENT_STATES } from '../../vocabulary/index.js';
import {
  boolean,
  branded,
  component,
  enumOf,
  FineTuneChecks,
  hash,
  integer,
  list,
  literal,
  mapOf,
  nullable,
  number,
  object,
  type ReadonlyStatic,
  text,
  timestamp,
} from '../index.js';
import { Failure } from './common.js';
import { ReportVerdict, SealedTournament, SideEffects } from './evidence/index.js';
import { Improvement, SpecificationCurve } from './robustness.js';
import { ReportStandings } from './standings.js';

const bothFlop = object(
  { counted: number('counted from the graph, FLOP'), byTime: number('by time x peak x utilisation, FLOP') },
  'by both methods of OpenAI’s "AI and Compute" (2018)',
);

/** A fine-tune as the report tells of it. */
const ReportFineTune = component('ReportFineTune', 'a fine-tune with its checks and costs', {
  key: hash('key of its recipe, as the plan’s contestants name it'),
  state: enumOf([...FINE_TUNE_STATES], 'its state'),
  attempts: integer('times that a worker took it'),
  checkpoint: nullable(Type.String(), 'address of the child; null where there is none'),
  checks: nullable(FineTuneChecks, 'what was measured on the child; null where there is none'),
  error: nullable(Failure, 'why it ended without a child; null where it did not'),
  card: nullable(
    component('ReportCard', 'what training cost', {
      flop: bothFlop,
      seconds: number('seconds of training'),
      steps: integer('steps of the optimiser'),
      machine: text('processor, threads and backend'),
      software: text('versions of TensorFlow and Node.js'),
      peak: Type.Optional(
        nullable(Type.Number(), 'FLOP a second of the machine’s measured peak; null on cards that do not tell'),
      ),
    }),
    'null where the child’s card does not tell its FLOP',
  ),
});

const ending = (one: string) => Type.Optional(number(`share of games that ended by ${one}, 0 to 1`));
/** How an arm's children played. */
const ArmPlay = component('ArmPlay', 'how the children of an arm, or a contestant of none, played', {
  group: text('an arm, or a contestant that belongs to none'),
  contestants: integer('contestants in the group'),
  games: integer('games of all of them'),
  plies: nullable(Type.Number(), 'mean plies of a game; null without games'),
  legalShare: nullable(Type.Number(), 'mean share of the raw policy on legal moves, 0 to 1; null for anchors'),
  guarded: nullable(Type.Number(), 'share of moves that the guard changed or decided, 0 to 1; null for anchors'),
  endings: object(
    Object.fromEntries(TERMINATIONS.map((one) => [one, ending(one)])) as Record<
      (typeof TERMINATIONS)[number],
      ReturnType<typeof ending>
    >,
    'share of games by how they ended; only those that occurred',
  ),
});
/** Faults by arm. */
const ArmFaults = component('ArmFaults', 'faults of an arm, or of a contestant of none', {
  group: text('an arm, or a contestant that belongs to none'),
  fineTunes: integer('fine-tunes'),
  failedFineTunes: integer('fine-tunes without a child'),
  repeatedFineTunes: integer('attempts at fine-tunes beyond the first'),
  replayedGames: integer('games played again after a process was lost'),
  lateResults: integer('results that came too late to count'),
  otherMoves: integer('second results with other moves, while those on record are decided alike within the tolerance'),
  conflicts: integer('second results with other moves, where those on record are not what the networks decide'),
  plyLimit: integer('games that ended by the ply limit'),
  forfeits: mapOf(Type.Integer(), 'games lost by something other than chess, by cause'),
});

/** What a tournament cost. */
const CostReport = component('CostReport', 'what the tournament cost', {
  fineTunes: number('of training, FLOP; a multiply and an add count as two'),
  fineTunesByTime: nullable(Type.Number(), 'of training by time on the machine, FLOP; null where no card has it'),
  utilisation: nullable(
    Type.Number(),
    'what the fine-tunes made of their machines’ measured peak, 0 to 1; null where no card tells',
  ),
  base: nullable(
    bothFlop,
    'of the base’s own training, all its runs together, not in `total`; null where its card does not tell',
  ),
  games: number('of the forward passes at the boards, FLOP'),
  total: number('of fine-tunes and games, FLOP'),
  petaflopDays: number('`total` in petaflop/s-days'),
  trainingSeconds: nullable(Type.Number(), 'seconds of training, summed over children; null where no card has them'),
  trainingSteps: integer('steps of the optimiser, all children together'),
  networkMoves: integer('moves that networks chose'),
  fineTunesFrom: enumOf(
    ['counted', 'bound'],
    '`counted` from the children’s cards; `bound` when a card is missing: every example at its longest',
  ),
  machines: list(Type.String(), 'the machines that the cards name'),
});

/** How far the test and the ratings can be trusted. */
const Calibration = component('Calibration', 'how far the test and the ratings can be trusted', {
  falsePositives: nullable(
    Type.Number(),
    'rejections of a true "no difference" at this number of replicates, 0 to 1; null without a replicate',
  ),
  smallestP: nullable(Type.Number(), 'smallest p that the test can give; null without a replicate'),
  spread: nullable(
    Type.Number(),
    'standard deviation of the replicates’ differences, on the contrast’s scale; null for fewer than two',
  ),
  visible: nullable(
    Type.Number(),
    'smallest true difference found with 80 % power at that spread, on the same scale; null with too few replicates',
  ),
  reliability: list(
    object(
      {
        foretold: number('mean share of points that the ratings predict, 0 to 1'),
        seen: number('share of points that was scored, 0 to 1'),
        games: integer('games'),
      },
      'games whose predicted share lies in one tenth',
    ),
    'from the stronger side; tenths without games are left out',
  ),
  fit: nullable(
    object(
      {
        chiSquare: number('sum over pairings'),
        degrees: integer('degrees of freedom'),
        p: number('probability of as bad a fit where the model is true'),
      },
      'pairings against the ratings',
    ),
    'null where too few are rated',
  ),
});

/** Answer of GET /tournaments/{id}/report as JSON. */
export const Report = component('Report', 'all that a reader needs to judge a tournament', {
  object: literal('report', 'a report'),
  format: literal(1, 'raised when a field changes its meaning'),
  tournament: object(
    {
      id: text('UUIDv7'),
      name: text('name of the request'),
      state: enumOf([...TOURNAMENT_STATES], 'its state'),
      planHash: hash('hash that the plan was sealed with'),
      chain: text('hash over all results, in the order of recording'),
      version: integer('version of the tournament that the report was made at'),
      createdAt: timestamp('when it was stored'),
      finishedAt: nullable(timestamp('when it ended'), 'when it ended; null before that'),
      sealed: boolean('whether the stored plan still has the hash that it was sealed with'),
      games: integer('games on record'),
      gamesPlanned: integer('games of the plan'),
    },
    'the tournament',
  ),
  plan: SealedTournament,
  record: object(
    {
      planHash: Type.Optional(branded<PlanHash>('the hash under which the plan was sealed')),
      over: Type.Optional(boolean('whether the tournament has ended, however')),
      cancelled: Type.Optional(boolean('whether it was cancelled: what is missing was never meant to be played')),
      conflicts: Type.Optional(integer('deliveries whose moves contradict the game on record')),
      playedBefore: Type.Optional(integer('children that had games in other tournaments when this plan was sealed')),
    },
    'what the verdict compares with the plan, beside the games',
  ),
  verdict: ReportVerdict,
  specifications: nullable(
    SpecificationCurve,
    'the primary contrast under declared alternatives; null for a single arm',
  ),
  improvement: nullable(
    Improvement,
    'how often the first arm of the primary contrast is better; null for a single arm and before the schedule’s end',
  ),
  standings: ReportStandings,
  crossTable: list(
    object(
      {
        first: text('name of one contestant'),
        second: text('name of the other'),
        wins: integer('games that the first won'),
        draws: integer('games drawn'),
        losses: integer('games that the second won'),
      },
      'two contestants that met',
    ),
    'every pairing with games once',
  ),
  calibration: Calibration,
  fineTunes: list(ReportFineTune, 'in the order of the plan'),
  play: list(ArmPlay, 'in the order of the plan'),
  sideEffects: SideEffects,
  faults: list(ArmFaults, 'in the order of the plan'),
  cost: CostReport,
  limits: list(Type.String(), 'what may not be concluded from it'),
});
/** The type that the schema `Report` describes. */
export type Report = ReadonlyStatic<typeof Report>;
