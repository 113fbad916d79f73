/** The results of an evaluation as text and tables. */
import { GAME_PHASES } from '../../chess/board/index.js';
import type { MoveMatch } from '../../match/player/index.js';
import { type Mean, meanInterval, type Share } from '../../rating/numerics/index.js';
import type { MeanRegret } from '../../training/checks/index.js';
import type { Sharing } from '../../training/losses/index.js';
import { table } from '../shell/index.js';
import type { ChatFound, GamesFound, MovesFound, PartResult, PuzzlesFound, RegretFound } from './evaluate-types.js';

const percent = (value: number, digits = 1): string => (100 * value).toFixed(digits);
const whole = (value: number): string => value.toLocaleString('en-GB');

/** `37.3 (36.6 to 38.0)`, in per cent. */
const share = ({ share: value, low, high }: Share): string =>
  value === null ? '-' : `${percent(value)} (${percent(low)} to ${percent(high)})`;
const nats = ({ mean }: Mean): string => mean?.toFixed(3) ?? '-';

/** One part's results, or the reason why it was left out, followed by an empty line. */
export function reportLines(result: PartResult): string[] {
  if ('leftOut' in result) return [`${result.part}: left out, ${result.leftOut}`, ''];
  switch (result.part) {
    case 'moves':
      return [...movesLines(result.found), ''];
    case 'puzzles':
      return [...puzzlesLines(result.found), ''];
    case 'regret':
      return [...regretLines(result.found), ''];
    case 'chat':
      return [...chatLines(result.found), ''];
    case 'sharing':
      return [...sharingLines(result.found), ''];
    case 'games':
      return [...gamesLines(result.found), ''];
  }
}

function sharingLines({ chat, board }: Sharing): string[] {
  const row = (name: string, found: NonNullable<Sharing['board']>, part: string): string[] => [
    name,
    found.intact.toFixed(3),
    `${found.cut.toFixed(3)} (+${(found.cut - found.intact).toFixed(2)})`,
    found.withoutBlocks.toFixed(3),
    part,
  ];
  const columns = ['intact', 'output cut', 'without blocks', 'of the variance'];
  return [
    'dependence on the shared layers: loss in nats a token or a move, as it is, with their output cut to its mean, and',
    'with their blocks left out; and their part of the variance before the output layer',
    ...table(
      [{ title: '' }, ...columns.map((title) => ({ title, right: true }))],
      [
        ...(chat ? [row('chat', chat, `${percent(chat.variance, 0)} %`)] : []),
        ...(board ? [row('board', board, '')] : []),
      ],
    ),
  ];
}

function movesLines({ dataset, all, fromPly20, phases }: MovesFound): string[] {
  const row = (name: string, match: MoveMatch): string[] => [
    name,
    whole(match.positions),
    share(match.masked),
    share(match.raw),
    nats(match.policyLoss),
    match.legalShare.mean === null ? '-' : percent(match.legalShare.mean, 2),
    nats(match.outcomeLoss),
  ];
  const columns = [
    'positions',
    'match among legal %',
    'raw match %',
    'policy nats',
    'legal share %',
    'outcome nats',
  ].map((title) => ({ title, right: true }));
  return [
    `moves of held-out games: ${whole(all.positions)} of ${whole(dataset.heldOut)} positions of ${dataset.name} ` +
      `(${dataset.address.slice(0, 12)}), 95 % intervals`,
    ...table(
      [{ title: '' }, ...columns],
      [row('all', all), row('from ply 20', fromPly20), ...GAME_PHASES.map((phase) => row(phase, phases[phase]))],
    ),
  ];
}

function puzzlesLines({ files, raw, guarded }: PuzzlesFound): string[] {
  const about = files.map(({ file, puzzles, bad }) => {
    const reasons = Object.entries(bad).map(([reason, count]) => `${reason} ${count}`);
    return `${file}: ${whole(puzzles)} puzzles${reasons.length > 0 ? `; lines left out: ${reasons.join(', ')}` : ''}`;
  });
  const row = (name: string, i: number | undefined): string[] => {
    const [a, b] = i === undefined ? [raw, guarded] : [raw.bands[i]!, guarded.bands[i]!];
    return [name, whole(a.first.of), share(a.first), share(a.solved), share(b.first), share(b.solved)];
  };
  const columns = ['puzzles', 'first move %', 'solved %', 'guarded: first %', 'guarded: solved %'].map((title) => ({
    title,
    right: true,
  }));
  return [
    ...about,
    ...table(
      [{ title: 'rating' }, ...columns],
      [...raw.bands.map(({ from, to }, i) => row(`${from} to ${to - 1}`, i)), row('all', undefined)],
    ),
  ];
}

/** Temperatures that are printed; the others are in the JSON. */
const PRINTED_TEMPERATURES = [0, 0.5];

function regretLines({ set, positions, temperatures, random }: RegretFound): string[] {
  const printed = temperatures.filter(({ temperature }) => PRINTED_TEMPERATURES.includes(temperature));
  const columns = [...printed.map(({ temperature }) => `temperature ${temperature}`), 'random mover'];
  const players = [...printed, random];
  const overall = ({ all, groups }: MeanRegret): string => {
    const { low, high } = meanInterval(groups)!;
    return `${all.toFixed(4)} (${low!.toFixed(4)} to ${high!.toFixed(4)})`;
  };
  return [
    `regret: expected points lost by a move, on ${whole(positions)} positions (${set.slice(0, 12)}), ` +
      '95 % intervals over groups of positions',
    ...table(
      [{ title: '' }, ...columns.map((title) => ({ title, right: true }))],
      [
        ['all', ...players.map(overall)],
        ...GAME_PHASES.map((phase) => [phase, ...players.map(({ byPhase }) => byPhase[phase].toFixed(4))]),
      ],
    ),
  ];
}

function chatLines({ datasets }: ChatFound): string[] {
  const perplexity = (nats: number | null): string => (nats === null ? '-' : Math.exp(nats).toFixed(1));
  const rows = datasets.map(({ name, sequences, tokens, network, ngram, below }) => [
    name,
    whole(sequences),
    whole(tokens),
    `${network.perToken.toFixed(1)} (${perplexity(network.low)} to ${perplexity(network.high)})`,
    ngram.perToken.toFixed(1),
    percent(below),
    network.perWord.toFixed(1),
    ngram.perWord.toFixed(1),
  ]);
  const columns = [
    'sequences',
    'tokens',
    'perplexity per token',
    '3-gram',
    'below it by %',
    'per word',
    '3-gram, per word',
  ].map((title) => ({ title, right: true }));
  return [
    `held-out conversations; the 3-gram model was trained on ${whole(datasets[0]!.ngram.trainedOn)} tokens of the ` +
      'training conversations',
    ...table([{ title: 'dialogue' }, ...columns], rows),
  ];
}

function gamesLines({ decoding, anchors, engine, notes }: GamesFound): string[] {
  const rows = [...anchors, ...(engine?.matches ?? [])].map(
    ({ opponent, wins, draws, losses, score, scoreLow, scoreHigh, elo, eloLow, eloHigh, play, endings }) => [
      opponent,
      `${wins}/${draws}/${losses}`,
      score === null ? '-' : `${percent(score)} (${percent(scoreLow)} to ${percent(scoreHigh)})`,
      rating({ elo, eloLow, eloHigh }),
      play.legalShare === null ? '-' : percent(play.legalShare),
      play.moves === 0 ? '-' : percent(play.guarded / play.moves),
      Object.entries(endings)
        .sort(([, a], [, b]) => b - a)
        .map(([ending, count]) => `${ending} ${count}`)
        .join(', '),
    ],
  );
  const columns = ['won/drawn/lost', 'score %', 'Elo above', 'legal share %', 'guarded %'].map((title) => ({
    title,
    right: true,
  }));
  return [
    `games in pairs with colours swapped, temperature ${decoding.temperature}, guard ${decoding.guard}` +
      (engine ? `; ${engine.name} with ${engine.limit}` : ''),
    ...table([{ title: 'against' }, ...columns, { title: 'endings' }], rows),
    ...(engine?.rating ? [`Elo on the scale of ${engine.name}: ${rating(engine.rating)}`] : []),
    ...notes,
  ];
}

/** `35 (-10 to 80)`; `open` for an end that the games do not determine. */
function rating({
  elo,
  eloLow,
  eloHigh,
}: {
  readonly elo: number | null;
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
}): string {
  const number = (value: number | null): string => value?.toFixed(0) ?? 'open';
  return `${number(elo)} (${number(eloLow)} to ${number(eloHigh)})`;
}
