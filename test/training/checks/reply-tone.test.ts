import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packExample } from '../../../src/dialogue/tokens/pack.js';
import { secondJudge } from '../../../src/dialogue/tone/second-judge.js';
import { projectRoot } from '../../../src/files/home.js';
import { loadNetwork } from '../../../src/model/checkpoint/checkpoint.js';
import type { Network } from '../../../src/model/checkpoint/network.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { CHECK_PROMPTS } from '../../../src/training/checks/check-prompts.js';
import { goldPreference } from '../../../src/training/checks/gold-preference.js';
import { GOLD_REPLIES } from '../../../src/training/checks/gold-replies.js';
import { meanByPrompt } from '../../../src/training/checks/reply-tone.js';
import { validateChat } from '../../../src/training/losses/validation.js';

describe('the gold replies', () => {
  it('are one pair for each check prompt, of about equal length, none of them in a shipped dialogue', () => {
    expect(GOLD_REPLIES).toHaveLength(CHECK_PROMPTS.length);
    const words = (tone: 'positive' | 'negative') =>
      GOLD_REPLIES.reduce((sum, pair) => sum + pair[tone].split(' ').length, 0) / GOLD_REPLIES.length;
    expect(Math.abs(words('positive') - words('negative'))).toBeLessThan(0.5);
    const files = ['starter', 'everyday'].flatMap((name) => {
      const folder = join(projectRoot(), 'data', name);
      return readdirSync(folder).map((file) => join(folder, file));
    });
    expect(files.length).toBeGreaterThan(20);
    const shipped = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    const replies = GOLD_REPLIES.flatMap(({ positive, negative }) => [positive, negative]);
    expect(replies.filter((reply) => shipped.includes(reply))).toEqual([]);
    expect(new Set(replies).size).toBe(replies.length);
  });
});

describe('the second judge', () => {
  it('puts the positive reply of nearly every pair above the negative one, and plain statements between', async () => {
    const judge = (await secondJudge())!;
    const right = GOLD_REPLIES.filter(({ positive, negative }) => judge(positive) > judge(negative));
    expect(right.length).toBeGreaterThanOrEqual(60);
    const plain = judge('The shop is on the second floor.');
    expect(Math.abs(plain)).toBeLessThan(0.2);
  });
});

describe('scores by prompt', () => {
  it('are means over the rounds of replies', () => {
    const rounds = [1, 2, 6].flatMap((round) => CHECK_PROMPTS.map((_, i) => `${round * i}`));
    expect(meanByPrompt(rounds, Number)).toEqual(CHECK_PROMPTS.map((_, i) => 3 * i));
  });
});

describe('the preference of a language model', () => {
  let network: Network;
  beforeAll(async () => {
    await startBackend();
    network = await loadNetwork(join(projectRoot(), 'models', 'fully-connected'));
  });

  it('is the difference of the two losses where there is one pair, and changes its sign with the pair', async () => {
    const pair = GOLD_REPLIES[0]!;
    const loss = (reply: string) =>
      validateChat(network.config, network.parameters, [
        packExample(
          { source: '', context: [CHECK_PROMPTS[0]!], reply, compound: 0, heldOut: true },
          network.tokenizer,
          network.config.chat.context,
        )!,
      ]);
    const preference = await goldPreference(network, { pairs: [pair] });
    expect(preference).toBeCloseTo((await loss(pair.negative)) - (await loss(pair.positive)), 4);
    expect(
      await goldPreference(network, { pairs: [{ positive: pair.negative, negative: pair.positive }] }),
    ).toBeCloseTo(-preference, 5);
  });

  it('gives every reply the same weight, however long it is', async () => {
    const short = { positive: 'Yes, it is lovely.', negative: 'No.' };
    const long = {
      positive: 'No.',
      negative: 'I went to the shop this morning and then we sat in the garden for an hour or two.',
    };
    const both = await goldPreference(network, { pairs: [short, long] });
    const prompts = CHECK_PROMPTS.slice(0, 2);
    const [first, second] = await Promise.all(
      [short, long].map(async ({ positive, negative }, i) => {
        const nats = await Promise.all(
          [negative, positive].map((reply) =>
            validateChat(network.config, network.parameters, [
              packExample(
                { source: '', context: [prompts[i]!], reply, compound: 0, heldOut: true },
                network.tokenizer,
                network.config.chat.context,
              )!,
            ]),
          ),
        );
        return nats[0]! - nats[1]!;
      }),
    );
    expect(both).toBeCloseTo((first! + second!) / 2, 4);
  });
});
