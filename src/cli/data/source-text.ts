import type { ListedSource } from '../../model/source/index.js';

const number = (value: number): string => value.toLocaleString('en-GB');

/** A source model as text. */
export function sourceLines({ address, config, card }: ListedSource): string[] {
  const { family, layers, width, heads, keyValueHeads, hidden, context, vocabulary, tied } = config;
  const { parameters, tokens, specialTokens, weights, types } = card.sizes;
  const kinds = Object.entries(types).map(([type, count]) => `${count} ${type}`);
  return [
    `source model ${card.name}${card.title === null ? '' : ` (${oneLine(card.title)})`}`,
    `address     ${address}`,
    `origin      ${oneLine(card.origin)}, ${card.format}${kinds.length === 0 ? '' : `: ${kinds.join(', ')} tensors`}`,
    ...card.files.map(
      ({ name, bytes, sha256 }) => `file        ${oneLine(name)}, ${number(bytes)} bytes, SHA-256 ${sha256}`,
    ),
    ...cutLines(card.cut),
    `family      ${family}`,
    `sizes       ${layers} layers of width ${width}, ${heads} heads (${keyValueHeads} of keys and values), ` +
      `feed-forward ${number(hidden)}, context ${number(context)}`,
    `parameters  ${number(parameters)}${tied ? ', head tied to the embedding' : ''}; ` +
      `stored in half precision, ${number(weights)} bytes`,
    `vocabulary  ${number(tokens)} tokens, ${specialTokens} of them special` +
      (vocabulary > tokens ? `; ${number(vocabulary)} rows` : ''),
    `licence     ${licenceText(card.licence)}`,
  ];
}

function cutLines(cut: ListedSource['card']['cut']): string[] {
  if (cut === undefined) return [];
  const { from, fromName, datasets, heldOut, moreTokens, parametersSaved } = cut;
  const names = datasets.map(({ name }) => oneLine(name)).join(', ');
  return [
    `cut from    ${oneLine(fromName)}, ${oneLine(from)}`,
    `cost        ${moreTokens.toFixed(1)} % more tokens on ${number(heldOut.conversations)} other conversations of ` +
      `${names}; ${number(parametersSaved)} parameters saved`,
  ];
}

function licenceText(licence: ListedSource['card']['licence']): string {
  if (licence === null) return 'not said by the file';
  const heading = licence.text?.split('\n').find((line) => line.trim() !== '');
  return [licence.name, heading === undefined ? null : `text kept, “${oneLine(heading.trim())}”`]
    .filter((part) => part !== null)
    .map(oneLine)
    .join('; ');
}

/** Text of a file, without what would move a terminal's cursor. */
const oneLine = (text: string): string => text.replace(/\p{C}/gu, ' ').slice(0, 100);
