import type { DesignAtSpread, Power, SchedulePower } from '../../spec/api/index.js';
import { duration } from '../shell/index.js';

/** What a plan can show, as lines with a heading each; they fit under those of `sentimate plan`. */
export function powerLines(power: Power): string[] {
  return [
    ...tableLines(power),
    ...questionLines(power),
    ...equivalenceLines(power),
    ...stopLines(power),
    ...wantedLines(power),
    ...withinLines(power),
  ];
}

/** Width of the headings of all lines. */
const HEADING = 13;
const heading = (title: string): string => title.padEnd(HEADING);
/** Lines of which the first has the heading. */
const listed = (title: string, lines: readonly string[]): string[] =>
  lines.map((line, i) => heading(i === 0 ? title : '') + line);
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const elo = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

/** How the share of draws is known. */
const DRAWS_FROM = { request: '', measured: ' (as measured)', default: ' (assumed)' } as const;

/** A table of this plan's schedule and of others of as many games: standard error, power, visible gap. */
function tableLines({ replicates, needed, enough, gap, draws, design, alternatives }: Power): string[] {
  if (!enough) return [`${heading('power')}none: ${replicates} of the ${needed} replicates that a p-value needs`];
  const columns = [
    ['seeds spread by', ...design.at.map(({ seedDeviation }) => `${seedDeviation} Elo`), 'games for equal error'],
    rowOf(design, 'this plan: '),
    ...alternatives.map((other) => rowOf(other, '')),
  ];
  const widths = columns[0]!.map((_, i) => Math.max(...columns.map((row) => row[i]!.length)));
  return [
    `${heading('power')}${replicates} replicates, ${design.games.toFixed(0)} games, ${percent(draws.rate)} drawn` +
      `${DRAWS_FROM[draws.from]}: standard error, power at a gap of ${gap} Elo, and smallest arm gap ` +
      `found with 80 % power`,
    ...columns.map(
      (row) =>
        heading('') + row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('   '),
    ),
  ];
}

function rowOf({ schedule, at, variance }: SchedulePower, prefix: string): string[] {
  return [
    prefix + schedule,
    ...at.map(
      ({ standardError, power, visible }) =>
        `± ${elo(standardError)} Elo, power ${percent(power)}, finds ${visible === null ? '–' : `${elo(visible)} Elo`}`,
    ),
    `${variance.toFixed(1)} x direct`,
  ];
}

function questionLines({ questions }: Power): string[] {
  const all = questions.reduce((sum, { games }) => sum + games, 0);
  const lines = questions.map(
    ({ serves, pairings, pairs, games }) =>
      `${serves}: ${pairings} x ${pairs} ${pairs === 1 ? 'pair' : 'pairs'}, ${games} games (${percent(games / all)})`,
  );
  return listed('games for', lines);
}

function equivalenceLines({ equivalence: { margin, at, proposedMargin } }: Power): string[] {
  const lines = at.map(({ seedDeviation, endless, replicates, smallest }) => {
    const head = `seeds spread by ${seedDeviation}: `;
    const own = smallest === null ? '' : `this plan can show that the arms differ by less than ${elo(smallest)} Elo`;
    if (smallest !== null && smallest <= margin) return head + own;
    return (
      `${head}${own}${own && '; '}less than ${margin} Elo takes ${replicates ?? 'over a million'} replicates of ` +
      `these pairs, or ${endless ?? 'over a million'} if each played games without end`
    );
  });
  const proposal =
    proposedMargin === null || proposedMargin === margin
      ? []
      : [`margin to take with this plan instead of ${margin} Elo: ${proposedMargin} Elo`];
  return listed('equivalence', [...lines, ...proposal]);
}

function stopLines({ stop, gap, replicates }: Power): string[] {
  if (!stop) return [];
  const rule = stop.looks ? `looks after blocks ${stop.looks.join(', ')}` : 'the e-process, after any block';
  const effects = stop.at.map(
    ({ seedDeviation, power, withoutStop, blocks }) =>
      `seeds spread by ${seedDeviation}: ${percent(power)} power, one test at the end ${percent(withoutStop)}; ` +
      `${blocks.toFixed(1)} of ${replicates} blocks are played on average`,
  );
  return listed('stop rule', [`${rule}; at a gap of ${gap} Elo`, ...effects]);
}

function wantedLines({ wanted }: Power): string[] {
  if (!wanted) return [];
  return wanted.designs.map(({ seedDeviation, design }) => {
    const head = `to show ${wanted.gap} Elo, seeds spread by ${seedDeviation}: `;
    return head + (design ? designText(design) : 'no design of up to 64 replicates and 1000 pairs does');
  });
}

function withinLines({ within }: Power): string[] {
  if (!within) return [];
  return within.designs.map(({ seedDeviation, design }) => {
    const head = `within ${within.hours} h, seeds spread by ${seedDeviation}: `;
    if (!design) return `${head}no design with enough replicates`;
    return `${head}${elo(design.visible)} Elo can be shown, with ${designText(design)}`;
  });
}

function designText({ replicates, pairs, fineTunes, games, seconds }: NonNullable<DesignAtSpread['design']>): string {
  return (
    `${replicates} replicates x ${pairs} direct ${pairs === 1 ? 'pair' : 'pairs'}: ` +
    `${fineTunes} fine-tunes and ${games} games, about ${duration(seconds.wall)}`
  );
}
