import { readFileSync } from 'node:fs';
import Schema from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { elementCount, parameterShapes } from '../../src/model/forward/parameters.js';
import { boardFlop, tokenFlop } from '../../src/spec/flop.js';
import { canonicalJson, sha256Hex } from '../../src/spec/keys/hash.js';
import { NetworkConfig } from '../../src/spec/network.js';
import { PRESETS } from '../../src/training/base/presets.js';

const check = Schema.Compile(NetworkConfig);
const valid = (config: unknown): boolean => check.Check(config);
const { convolutional, recurrent, spears } = PRESETS;

describe('a network config', () => {
  it('of the shipped base is valid as it was written when there was one kind of chat tower, at its old address', () => {
    const config = JSON.parse(readFileSync(new URL('../../models/default/config.json', import.meta.url), 'utf8')) as {
      chat: object;
    };
    expect(valid(config)).toBe(true);
    expect(config.chat).not.toHaveProperty('kind');
    expect(sha256Hex(canonicalJson(config))).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(Object.entries(PRESETS))('is valid: %s', (_, config) => expect(valid(config)).toBe(true));

  const { heads: _heads, ...headless } = convolutional;
  const bad: [string, unknown][] = [
    ['a chat of an unknown kind', { ...recurrent, chat: { ...recurrent.chat, kind: 'lstm' } }],
    ['a transformer that names its kind', { ...convolutional, chat: { kind: 'decoder', ...convolutional.chat } }],
    ['a recurrent chat with attention heads', { ...recurrent, chat: { ...recurrent.chat, heads: 4 } }],
    ['a recurrent chat without layers', { ...recurrent, chat: { ...recurrent.chat, layers: 0 } }],
    ['a recurrent chat of half a unit', { ...recurrent, chat: { ...recurrent.chat, width: 0.5 } }],
    ['a transformer without heads', { ...convolutional, chat: { ...recurrent.chat, kind: undefined } }],
    ['a policy without heads', headless],
    ['an evaluation with policy heads', { ...spears, heads: convolutional.heads }],
    ['an evaluation in a tower of convolutions', { ...spears, chess: convolutional.chess }],
    ['an evaluation without a trunk', { ...spears, trunk: { ...spears.trunk, layers: 0 } }],
    ['an evaluation of 10^9 units', { ...spears, chess: { ...spears.chess, width: 1e9 } }],
    ['an unknown field', { ...spears, chess: { ...spears.chess, run: 'rm' } }],
    ['a list', [spears]],
    ['nothing', null],
  ];
  it.each(bad)('is refused: %s', (_, config) => expect(valid(config)).toBe(false));
});

describe('FLOP', () => {
  /** Two for each weight of the matrices whose names match. */
  const byWeights = (config: NetworkConfig, name: RegExp): number =>
    2 *
    parameterShapes(config).reduce(
      (sum, { name: own, shape }) => sum + (shape.length === 2 && name.test(own) ? elementCount(shape) : 0),
      0,
    );

  it('of an evaluation are two for each weight on its way', () => {
    expect(boardFlop(spears)).toBe(byWeights(spears, /^(chess|trunk|value)\./));
  });

  it('of a recurrent token are two for each weight on its way, whatever came before', () => {
    const expected = byWeights(recurrent, /^(chat|trunk)\./);
    expect(tokenFlop(recurrent, 16)).toBe(expected);
    expect(tokenFlop(recurrent, 128)).toBe(expected);
    expect(boardFlop(recurrent)).toBe(boardFlop(convolutional));
  });
});

it("gives Spears' layers his number of parameters", () => {
  const layers = parameterShapes(spears).filter(({ name }) => name.startsWith('chess.layer'));
  // His network has 3 (808^2 + 808) + 809 = 1,961,825; the last 809 are the number after the trunk here.
  expect(layers.reduce((sum, { shape }) => sum + elementCount(shape), 0)).toBe(1_961_825 - 809);
});
