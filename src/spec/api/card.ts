/** The card of a checkpoint: where it comes from. Cards are kept as they were written, so older ones lack fields. */
import Type, { type Static } from 'typebox';
import {
  component,
  componentRef,
  enumOf,
  FineTuneChecks,
  freeJson,
  hash,
  integer,
  list,
  mapOf,
  nullable,
  number,
  object,
  pairOf,
  type ReadonlyStatic,
  Treatment,
  text,
  timestamp,
} from '../index.js';
import { TrainedOn } from './datasets.js';

const flop = object(
  {
    counted: number('counted from the graph, FLOP'),
    byTime: number('time x peak x assumed utilisation, FLOP'),
  },
  'floating-point operations of training by both methods of OpenAI’s "AI and Compute" (2018)',
);

const run = {
  seconds: Type.Optional(number('seconds of training')),
  steps: Type.Optional(integer('steps of the optimiser')),
  flop: Type.Optional(flop),
  data: Type.Optional(list(Type.String(), 'addresses of the datasets')),
  command: Type.Optional(text('the command that made it')),
};
const Run = Type.Object(run);
interface Run extends Static<typeof Run> {
  before?: Run;
}

/** A run of training that a base went on from. */
const TrainingRun = component('TrainingRun', 'a run of training that a base went on from', {
  ...run,
  before: Type.Optional(componentRef<Run>('TrainingRun', 'the run that this one went on from')),
});

/** How alike the arms are in all but tone. */
const BalanceRow = component('BalanceRow', 'the examples of one arm, to be compared with those of the others', {
  arm: text('the arm or tone'),
  examples: integer('examples'),
  distinct: integer('different pairs of context and reply'),
  meanCompound: number('mean compound of VADER of the replies, -1 to 1'),
  meanReplyWords: number('mean words of a reply'),
  meanContextTurns: number('mean turns before a reply'),
  meanRarity: nullable(
    Type.Number(),
    'mean rarity of the words of a reply, bits a word; null where words were not counted',
  ),
  strata: mapOf(Type.Integer(), 'examples by source and length'),
});

/** Settings of the training of a base. */
const BaseSettings = component('BaseSettings', 'settings of the training of a base', {
  seed: integer('seed of the data’s order and the first weights'),
  steps: Type.Optional(integer('steps to take; left out where the run’s length is given in minutes')),
  minutes: Type.Optional(number('minutes to train; left out where the run’s length is given in steps')),
  positions: integer('chess positions a step'),
  sequences: integer('chat sequences a step'),
  optimizer: enumOf(['adam', 'muon'], 'the optimiser'),
  averaging: number('decay of the weights’ running average a step; 0: the last weights are kept'),
  labelSmoothing: Type.Optional(number('share of the policy’s target spread evenly over all moves; 0 where left out')),
  openingWeight: Type.Optional(number('weight of opening positions in the policy loss; 1 where left out')),
  learningRate: number('the highest learning rate'),
  schedule: Type.Optional(enumOf(['cosine', 'constant'], 'course of the learning rate; `cosine` where left out')),
  weightDecay: number('weight decay of the optimiser'),
  clip: number('largest norm of the gradient'),
  chatWeight: number('weight of the chat loss beside the board’s, both normalised'),
  topBlocks: Type.Optional(integer('blocks of a pretrained tower that were trained, from the last')),
  poolTokens: Type.Optional(integer('most tokens of training sequences from each dataset; all where left out')),
  backward: Type.Optional(Type.Literal(true, { description: 'conversations were learnt in reverse order' })),
});

/** How a steered checkpoint was made of its base. */
const Steering = component('Steering', 'a direction that is added to the activations of a block', {
  direction: enumOf(
    ['sentiment', 'shuffled', 'random'],
    '`sentiment`: mean of positive minus mean of negative replies; `shuffled` and `random`: controls of equal length',
  ),
  directionHash: hash('SHA-256 of the direction’s float32 bytes, little-endian'),
  dose: number('multiple of the direction that is added'),
  block: integer('block of the trunk behind which it is added'),
  length: number('Euclidean length of the direction at dose 1'),
  dialogue: text('address of the dialogue that the replies are from'),
  band: number('least |compound| of VADER of those replies'),
  examples: integer('replies of each tone that the direction was made of'),
  seed: integer('seed of the replies drawn'),
});
/** What was measured on a steered checkpoint. */
const SteeredChecks = component('SteeredChecks', 'what was measured on a steered checkpoint', {
  replySentiment: FineTuneChecks.properties.replySentiment,
  neutralPerplexity: FineTuneChecks.properties.neutralPerplexity,
  board: object(
    {
      kl: number('mean KL(base || child) of the chess policy over legal moves, nats'),
      legalShare: FineTuneChecks.properties.legalShare,
    },
    'how far its play has moved from the base’s, before any game',
  ),
});

/** The pretrained model that a network's chat was made of. */
const Pretrained = component('Pretrained', 'the pretrained model that a network’s chat was made of', {
  source: hash('address of the source model'),
  origin: text('where it was imported from'),
  title: nullable(Type.String(), 'the name that its file gives it'),
  licence: nullable(Type.String(), 'the licence that its file names'),
  vocabulary: integer('tokens that were kept'),
  files: list(object({ name: text('file name'), sha256: hash('SHA-256 of its bytes') }, 'a file'), 'what was imported'),
});

const dependence = {
  intact: number('loss of the network as it is, nats a token or a move'),
  cut: number('the same with the output of the shared layers replaced by its mean'),
  withoutBlocks: number('the same with the shared blocks left out, so that their input passes unchanged'),
};

/** How much chat and board depend on the shared layers. */
const SharingAnswer = component('Sharing', 'how much chat and board depend on the layers that they share', {
  chat: nullable(
    object(
      {
        ...dependence,
        variance: number('the shared layers’ part of the variance of the state before the output layer, 0 to 1'),
      },
      'of held-out dialogue',
    ),
    'null where there was no held-out dialogue',
  ),
  board: nullable(
    object(dependence, 'of held-out positions'),
    'policy loss; null for a network that evaluates positions',
  ),
});

/** What was measured in training. Which fields are there depends on how the checkpoint was made. */
const CardMetrics = component(
  'CardMetrics',
  'what was measured in training; which fields are there depends on how the checkpoint was made',
  {
    positionsSeen: Type.Optional(integer('of a base: positions gone over')),
    tokensSeen: Type.Optional(integer('of a base: tokens gone over')),
    validation: Type.Optional(
      object(
        {
          policyLoss: Type.Optional(number('policy loss, nats')),
          outcomeLoss: Type.Optional(number('outcome loss, nats')),
          moveMatch: Type.Optional(number('share of positions whose move has the highest raw logit, 0 to 1')),
          evaluationLoss: Type.Optional(number('of a network that evaluates: distance from the engine, pawns')),
          medianLoss: Type.Optional(number('of a network that evaluates: the same of the best constant, pawns')),
          chatLoss: number('chat loss, nats a token'),
        },
        'losses on held-out data at the end',
      ),
    ),
    settings: Type.Optional(BaseSettings),
    dialogueShares: Type.Optional(list(Type.Number(), 'of a base: weight of each dialogue dataset')),
    before: Type.Optional(TrainingRun),
    datasets: Type.Optional(list(TrainedOn, 'of a base: profiles of its datasets, without their sources')),
    evaluation: Type.Optional(
      freeJson('what `sentimate evaluate` measured, as that command’s version wrote it; nothing here reads it'),
    ),
    fineTuneKey: Type.Optional(text('of a child: key of its fine-tune')),
    base: Type.Optional(text('of a child: address of its base')),
    targetTokens: Type.Optional(integer('of a child: tokens that it learnt to say')),
    movedParameters: Type.Optional(integer('of a child: numbers that training changed')),
    stoppedBy: Type.Optional(enumOf(['steps', 'drift'], 'of a child: what ended its training')),
    driftCurve: Type.Optional(
      list(pairOf(Type.Number(), 'step, and KL(base || child) on held-out dialogue, nats a token'), 'drift as it grew'),
    ),
    balance: Type.Optional(list(BalanceRow, 'of a child: its examples beside those of the tones it is matched to')),
    checks: Type.Optional(
      Type.Union([FineTuneChecks, SteeredChecks], { description: 'of a child: what was measured on it' }),
    ),
    steer: Type.Optional(Steering),
    pretrained: Type.Optional(Pretrained),
    sharing: Type.Optional(SharingAnswer),
  },
);

/** Where a checkpoint comes from. */
export const Card = component('Card', 'where a checkpoint comes from; cards of earlier versions lack fields', {
  kind: enumOf(['base', 'child'], 'trained on both tasks, or fine-tuned on chat'),
  name: text('name for people'),
  parent: nullable(Type.String(), 'address of the checkpoint that it was trained from; null for one from scratch'),
  data: list(Type.String(), 'addresses of the datasets'),
  arm: Type.Optional(Treatment),
  seed: integer('seed of its training'),
  steps: integer('steps of the optimiser'),
  parameters: integer('numbers in its weights'),
  flop,
  compute: Type.Optional(
    object(
      {
        petaflopDays: object({ counted: number('counted'), byTime: number('by time') }, 'the FLOP in petaflop/s-days'),
        peak: object(
          {
            flopPerSecond: number('FLOP a second'),
            measuredBy: text('how it was measured'),
            measuredAt: text('when it was measured, ISO 8601'),
          },
          'what the machine can do at most',
        ),
        assumedUtilisation: number('share of the peak that `byTime` assumes, 0 to 1'),
        utilisation: nullable(Type.Number(), 'what the run made of the peak, 0 to 1; null without time'),
      },
      'what the FLOP rest on',
    ),
  ),
  seconds: number('seconds of training'),
  metrics: CardMetrics,
  command: Type.Optional(text('the command that made it')),
  notes: Type.Optional(text('what whoever made it wrote')),
  software: mapOf(Type.String(), 'versions by library'),
  machine: object(
    {
      backend: text('backend of TensorFlow'),
      device: text('`cpu` or `gpu`'),
      cpu: text('name of the processor'),
      threads: integer('threads of the processor'),
    },
    'where it was trained',
  ),
  createdAt: timestamp('when it was made'),
});
/** The type that the schema `Card` describes. */
export type Card = ReadonlyStatic<typeof Card>;
