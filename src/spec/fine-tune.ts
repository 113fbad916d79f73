import Type from 'typebox';
import {
  component,
  enumOf,
  hash,
  integer,
  list,
  nullable,
  number,
  object,
  type ReadonlyStatic,
  strict,
  text,
} from './schema.js';
import { Arm, FineTuneSettings } from './tournament.js';

const { id: _id, decoding: _decoding, ...treatment } = Arm.properties;
/** An arm without its id and its decoding at the board: arms of equal treatment share their children. */
export const Treatment = Type.Object(treatment, {
  ...strict,
  title: 'Treatment',
  description: 'an arm without its id and its decoding at the board: two arms of equal treatment share their children',
});

/** Everything that determines the child of a fine-tune; its hash is the fine-tune's key. */
export const FineTuneRecipe = component('FineTuneRecipe', 'everything that decides what a fine-tune makes', {
  base: hash('address of the checkpoint that it descends from'),
  dataset: hash('address of the dialogue that it learns from'),
  treatment: Treatment,
  settings: FineTuneSettings,
  seed: integer('seed of the examples drawn, their order and new parameters'),
  version: integer('raised whenever the same recipe would give other weights'),
});
/** The type that the schema `FineTuneRecipe` describes. */
export type FineTuneRecipe = ReadonlyStatic<typeof FineTuneRecipe>;

const childAndBase = (unit: string) => ({
  child: number(`of the child, ${unit}`),
  base: number(`of the base, ${unit}`),
});
const phase = (name: string) =>
  nullable(
    object(
      {
        kl: number('mean KL(base || child) of the chess policy, nats'),
        positions: integer('positions that it is a mean over'),
      },
      `positions of the ${name}`,
    ),
    `over positions of the ${name}; null where the base’s games never reach it`,
  );

const regretOf = (what: string) => object(childAndBase('expected points'), what);
const groupMeans = (whose: string) => list(Type.Number(), `of ${whose}, one mean for each group of positions`);
/** Policy regret of a child and its base. */
export const PolicyRegret = component('PolicyRegret', 'expected loss of a network’s own choice of moves', {
  positions: hash('SHA-256 of the set of positions'),
  count: integer('positions'),
  temperatures: list(
    object(
      {
        temperature: number('temperature of the choice'),
        ...childAndBase('expected points a move, 0 to 1'),
        byPhase: object(
          {
            opening: regretOf('positions of the opening'),
            'middle game': regretOf('positions of the middle game'),
            endgame: regretOf('positions of the endgame'),
          },
          'the same by phase',
        ),
        groups: object(
          { child: groupMeans('the child'), base: groupMeans('the base') },
          'means over fixed groups of positions, for the error of a paired difference',
        ),
      },
      'at one temperature',
    ),
    'one row for each temperature',
  ),
});
/** The type that the schema `PolicyRegret` describes. */
export type PolicyRegret = ReadonlyStatic<typeof PolicyRegret>;

const byPrompt = (description: string) => list(Type.Number(), `${description}; one for each check prompt, in order`);
/** Tone of a child's replies by prompt. */
export const ReplyTone = component('ReplyTone', 'tone of the replies to the check prompts, by two judges', {
  vader: byPrompt('VADER compound of the child’s replies, mean over its replies to the prompt'),
  baseVader: byPrompt('the same of the base'),
  classifier: byPrompt(
    'probability of positive minus that of negative by a classifier that did not choose the data, of the child',
  ),
  baseClassifier: byPrompt('the same of the base'),
  gold: nullable(
    object(
      childAndBase('nats a token'),
      'mean log-likelihood of positive replies minus that of negative ones to the same prompts',
    ),
    'what the language model itself prefers; null where it was not measured',
  ),
});
/** The type that the schema `ReplyTone` describes. */
export type ReplyTone = ReadonlyStatic<typeof ReplyTone>;

/** What is measured on a child after training. */
export const FineTuneChecks = component('FineTuneChecks', 'what is measured on a child after training', {
  replySentiment: object(
    {
      ...childAndBase('mean compound of VADER, -1 to 1'),
      difference: number('child minus base'),
      error: number('half-width of a 95 % interval of the paired difference'),
    },
    'tone of the replies to the fixed prompts',
  ),
  neutralPerplexity: nullable(
    object(childAndBase('perplexity'), 'exp of the mean loss per reply token'),
    'on held-out neutral dialogue; null where the dataset holds none',
  ),
  chessPolicyKl: number(
    'mean KL(base || child) of the chess policy over fixed positions, nats; 0 when no weight of the board’s path moved',
  ),
  chessPolicyKlByPhase: Type.Optional(
    object(
      { opening: phase('opening'), 'middle game': phase('middle game'), endgame: phase('endgame') },
      'the same over other positions of the base’s own games; not in checks of earlier versions',
    ),
  ),
  puzzles: Type.Optional(
    nullable(
      object(
        { ...childAndBase('share solved, 0 to 1'), count: integer('puzzles') },
        'puzzles whose only good move the raw policy puts first among the legal ones',
      ),
      'on the shipped puzzles; null where none are shipped; not in checks of earlier versions',
    ),
  ),
  dialogueKl: Type.Optional(
    nullable(
      Type.Number(),
      'mean KL(base || child) of the next token over replies of held-out dialogue, nats; null where there are none',
    ),
  ),
  chatLoss: Type.Optional(
    nullable(
      object(childAndBase('nats a token'), 'loss on held-out replies of the arm’s own kind'),
      'what the child has learnt of what it was taught; null where no such replies are held out',
    ),
  ),
  stopped: Type.Optional(
    object(
      {
        step: integer('the last step of training'),
        by: enumOf(['steps', 'drift'], '`steps`: at the end of the dose; `drift`: where the drift was reached'),
      },
      'where training ended; not in checks of earlier versions',
    ),
  ),
  legalShare: object(childAndBase('probability, 0 to 1'), 'mean probability that the raw policy gives to legal moves'),
  policyRegret: Type.Optional(
    nullable(
      PolicyRegret,
      'expected loss of its own choice of moves (docs/regret.md); null where no positions are installed; not in ' +
        'checks of earlier versions',
    ),
  ),
  tone: Type.Optional(
    nullable(ReplyTone, 'tone of its replies by prompt and by two judges; not in checks of earlier versions'),
  ),
  samples: list(
    object(
      { prompt: text('what was said'), child: text('reply of the child'), base: text('reply of the base') },
      'one prompt with two replies',
    ),
    'replies for people to read',
  ),
});
/** The type that the schema `FineTuneChecks` describes. */
export type FineTuneChecks = ReadonlyStatic<typeof FineTuneChecks>;

/** One row of a fine-tune's metrics while it runs. */
export const FineTuneMetric = component('FineTuneMetric', 'what training measured since the row before', {
  step: integer('steps of the optimiser so far'),
  loss: number('training loss, nats a reply token, averaged since the row before'),
  learningRate: number('learning rate of the step'),
  gradientNorm: number('Euclidean norm of the gradient before it is clipped'),
  tokensPerSecond: number('tokens a second since the row before'),
  drift: Type.Optional(number('KL(base || child) on held-out dialogue, nats a token; only where training stops by it')),
  replay: Type.Optional(
    number(
      'loss of the replayed positions, averaged: nats, or squared pawns of a network that evaluates; only with replay',
    ),
  ),
});
/** The type that the schema `FineTuneMetric` describes. */
export type FineTuneMetric = ReadonlyStatic<typeof FineTuneMetric>;
