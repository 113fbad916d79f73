import { describe, expect, it } from 'vitest';
import type { Stage } from '../../../src/model/boards/board-family.js';
import { SharedStages } from '../../../src/model/boards/shared-stages.js';
import type { Weights } from '../../../src/model/onnx/layers.js';

const weights = (trunk: number): Weights =>
  new Map(
    (
      [
        ['chess.layer0.bias', 1],
        ['trunk.block0.up.bias', trunk],
        ['value.hidden.bias', 2],
      ] as const
    ).map(([name, value]) => [name, { shape: [1], data: new Float32Array([value]) }]),
  );

describe('stages that members share', () => {
  it('are closed with their last member, and not kept for a member that could not be added', async () => {
    const open = new Set<string>();
    let broken: Stage | undefined;
    const stages = new SharedStages<string>({
      open: (stage, own) => {
        if (stage === broken) throw new Error('cannot be opened');
        const made = `${stage} ${[...own.values()][0]!.data[0]}`;
        open.add(made);
        return made;
      },
      close: (made) => void open.delete(made),
    });
    const first = await stages.add(weights(5));
    broken = 'trunk';
    await expect(stages.add(weights(6))).rejects.toThrow('cannot be opened');
    broken = undefined;
    expect([stages.size, [...open]]).toEqual([1, ['tower 1', 'trunk 5', 'heads 2']]);
    const second = await stages.add(weights(6));
    await stages.remove(first);
    expect([...open].sort()).toEqual(['heads 2', 'tower 1', 'trunk 6']);
    await stages.remove(second);
    expect([stages.kept, open.size]).toEqual([0, 0]);
  });
});
