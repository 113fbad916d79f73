import { afterEach, describe, expect, it } from 'vitest';
import { ChatHost, type ChatHostOptions } from '../../src/orchestration/chat-host.js';
import { MOCK_CHILD, silent } from './mock.js';

const hosts: ChatHost[] = [];
afterEach(() => Promise.all(hosts.splice(0).map((host) => host.stop())));

function make(options: Partial<ChatHostOptions> = {}): ChatHost {
  const host = new ChatHost({ log: silent, entry: MOCK_CHILD, home: 'unused', ...options });
  hosts.push(host);
  return host;
}
const ask = (...turns: string[]) => ({
  checkpoint: 'c',
  turns,
  decoding: { temperature: 0, topK: 1, maxTokens: 1 },
  seed: 1,
});

describe('the chat host', () => {
  it('answers from one child', async () => {
    const host = make();
    const replies = await Promise.all([host.chat(ask('a')), host.chat(ask('a', 'b'))]);
    const [first, second] = replies.map(({ reply }) => reply.split(' heard '));
    expect(first![0]).toBe(second![0]);
    expect([first![1], second![1]]).toEqual(['1', '2']);
  });

  it('gives up on a late answer, and the next request gets a new child', async () => {
    const host = make({ timeoutMs: 2_500 });
    await expect(host.chat(ask('wait'))).rejects.toMatchObject({ code: 'timed-out' });
    await expect(host.chat(ask('a'))).resolves.toBeDefined();
  });

  it('refuses more than its queue holds, and takes requests again when it is empty', async () => {
    const host = make({ queueLimit: 2 });
    const two = [host.chat(ask('a')), host.chat(ask('a'))];
    await expect(host.chat(ask('a'))).rejects.toMatchObject({ code: 'busy' });
    await Promise.all(two);
    await expect(host.chat(ask('a'))).resolves.toBeDefined();
  });
});
