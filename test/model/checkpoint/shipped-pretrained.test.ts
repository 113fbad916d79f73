import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SMOLLM2 } from '../../../src/cli/data/fetch-smollm2.js';
import { projectRoot } from '../../../src/files/index.js';
import { loadWeights, readDifference } from '../../../src/model/checkpoint/checkpoint.js';
import { isBoardParameter, parameterShapes } from '../../../src/model/forward/parameters.js';

const dir = join(projectRoot(), 'models', 'pretrained');

describe('the shipped pretrained base', () => {
  it('is a small difference from the model that `import model smollm2` fetches, and says so', async () => {
    const card = JSON.parse(await readFile(join(dir, 'card.json'), 'utf8'));
    const { base, changed } = (await readDifference(dir))!;
    expect(base).toEqual({ kind: 'source', address: card.metrics.pretrained.source });
    expect(card.metrics.pretrained).toMatchObject({ licence: 'apache-2.0', files: [{ sha256: SMOLLM2.sha256 }] });
    expect(await readFile(join(dir, 'NOTICE'), 'utf8')).toMatch(
      new RegExp(`Apache License 2.0[\\s\\S]*${SMOLLM2.sha256}`),
    );
    expect((await stat(join(dir, 'model.safetensors'))).size).toBeLessThan(30e6);
    const blocks = new Set(changed.flatMap((name) => /^chat\.(block\d+)/.exec(name)?.[1] ?? []));
    expect([...blocks]).toEqual(['block27', 'block28', 'block29']);
    expect(changed).not.toContain('chat.embedding');
  });

  it('plays without it', async () => {
    const { config, weights } = await loadWeights(dir, isBoardParameter);
    const needed = parameterShapes(config).filter(({ name }) => isBoardParameter(name));
    expect([...weights.keys()].sort()).toEqual(needed.map(({ name }) => name).sort());
  });
});
