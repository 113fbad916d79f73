import type { DialogueProfile } from '../../dialogue/read/index.js';

const number = (value: number): string => value.toLocaleString('en-GB');
const BAR = 40;

/** The profile of a dialogue dataset as text. */
export function describeDialogue(profile: DialogueProfile): string[] {
  const { records, turnsDropped, conversations, examples, sentiment, replyWords } = profile;
  const { positive, negative, neutral } = sentiment.pools;
  const lines = [
    ...(profile.address === '' ? [] : [`dataset ${profile.address}`]),
    ...profile.sources.map(({ file, format, records: read }) => `${file}: ${format}, ${number(read)} records`),
    `${number(records.read)} records read, ${number(records.kept)} kept${counts(', dropped: ', records.dropped)}`,
    ...(records.repaired['missing-comma'] > 0
      ? [`${number(records.repaired['missing-comma'])} kept despite a missing comma before them`]
      : []),
    ...(Object.keys(turnsDropped).length > 0
      ? [`turns removed from kept conversations${counts(': ', turnsDropped)}`]
      : []),
    `${number(conversations.train)} conversations and ${number(conversations.heldOut)} held out`,
    `${number(examples.train)} replies for training and ${number(examples.heldOut)} held out, ` +
      `${replyWords.mean} words on average`,
    `sentiment of the replies (VADER): ${number(positive)} of ${sentiment.band} and above, ` +
      `${number(negative)} of -${sentiment.band} and below, ${number(neutral)} neutral`,
  ];
  return [...lines, ...histogram(sentiment.histogram)];
}

function counts(before: string, dropped: Readonly<Record<string, number>>): string {
  const parts = Object.entries(dropped)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${number(count)}`);
  return parts.length === 0 ? '' : before + parts.join(', ');
}

function histogram(bins: readonly number[]): string[] {
  const max = Math.max(1, ...bins);
  return bins.map((count, i) => {
    const from = ((i / bins.length) * 2 - 1).toFixed(1).padStart(5);
    return `${from} ${'#'.repeat(Math.ceil((count / max) * BAR)).padEnd(BAR)} ${number(count)}`;
  });
}
