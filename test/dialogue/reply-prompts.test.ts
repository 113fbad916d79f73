import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/files/home.js';

/** Letters and digits alone, in lower case. */
const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/'/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
const data = join(projectRoot(), 'data');
const linesOf = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');

function turnsIn(folder: string): Set<string> {
  const turns = new Set<string>();
  for (const name of readdirSync(join(data, folder)).filter((file) => file.endsWith('.jsonl'))) {
    for (const line of linesOf(join(data, folder, name))) {
      const {
        turns: said,
        context,
        reply,
      } = JSON.parse(line) as { turns?: string[]; context?: string[]; reply?: string };
      for (const text of said ?? [...context!, reply!]) turns.add(bare(text));
    }
  }
  return turns;
}

describe('the prompts that a base is judged by', () => {
  const prompts = linesOf(join(data, 'reply-prompts.txt'));

  it('are fifty different ones', () => {
    expect(prompts).toContain("What's your name?");
    expect(new Set(prompts.map(bare)).size).toBe(50);
    expect(prompts).toHaveLength(50);
  });

  it.each(['everyday', 'starter'])('are not what it was trained on: data/%s', (folder) => {
    const turns = turnsIn(folder);
    expect(turns.size).toBeGreaterThan(1000);
    expect(prompts.filter((prompt) => turns.has(bare(prompt)) && prompt !== "What's your name?")).toEqual([]);
  });
});
