import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { talk } from '../../../src/cli/talk/chat-talk.js';
import { randomFromState } from '../../../src/spec/keys/random.js';

/** What a conversation prints for these lines; the model counts its answers. */
async function said(lines: readonly string[], { terminal = true, json = false } = {}): Promise<string> {
  const input = Object.assign(new PassThrough(), { isTTY: terminal, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: terminal, columns: 80 });
  let text = '';
  output.on('data', (chunk: Buffer) => (text += String(chunk)));
  let answers = 0;
  const model = {
    reply: async (turns: readonly string[]) => `answer ${++answers} to ${turns.length}: ${turns.at(-1)}`,
  };
  const talking = talk(model, {
    name: 'tiny',
    decoding: {},
    random: randomFromState([1, 2, 3, 4]),
    json,
    input: input as never,
    output: output as never,
  });
  for (const line of lines) {
    input.write(`${line}\n`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  input.end();
  await talking;
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}

describe('a conversation', () => {
  it('is a turn a line where there is no terminal, and an empty line begins anew', async () => {
    expect(await said(['hello', 'you?', '', '/again'], { terminal: false })).toBe(
      'answer 1 to 1: hello\nanswer 2 to 3: you?\nanswer 3 to 1: /again\n',
    );
    expect(await said(['hello'], { terminal: false, json: true })).toBe(
      '{"said":"hello","reply":"answer 1 to 1: hello"}\n',
    );
  });

  it('answers again, takes back and begins anew on a terminal', async () => {
    const text = await said(['/again', 'hello', '/again', 'more', '/undo', 'other', '/new', 'last']);
    expect(text).toContain('tiny is ready');
    expect(text).toContain('(the conversation is empty)');
    expect(text.match(/^model .*$/gm)).toEqual([
      'model  answer 1 to 1: hello',
      'model  answer 2 to 1: hello',
      'model  answer 3 to 3: more',
      'model  answer 4 to 3: other',
      'model  answer 5 to 1: last',
    ]);
    expect(text).toContain('(removed; the last reply was: answer 2 to 1: hello)');
    expect(text).toContain('(a new conversation)');
  });

  it('is saved only when asked, and ends by /quit', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sentimate-talk-'));
    const file = join(folder, 'talk.txt');
    const text = await said(['hello', `/save ${file}`, '/save /none/such', '/nonsense', '/quit', 'unheard']);
    expect(await readFile(file, 'utf8')).toBe('you    hello\nmodel  answer 1 to 1: hello\n\n');
    expect(text).toContain('cannot be written: ENOENT');
    expect(text).toContain('/undo   remove');
    expect(text).not.toContain('unheard\n');
    await rm(folder, { recursive: true });
  });
});
