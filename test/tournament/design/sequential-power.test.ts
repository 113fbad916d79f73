import { describe, expect, it } from 'vitest';
import { eProcessPower } from '../../../src/tournament/design/e-process-power.js';
import { sequentialPower } from '../../../src/tournament/design/sequential-power.js';
import { signFlipPower } from '../../../src/tournament/design/sign-flip-power.js';
import { defaultLooks, sequentialSignFlips } from '../../../src/tournament/stats/sequential-sign-flips.js';
import { normalNumbers } from '../../../src/tournament/stats/sign-flip-boundary.js';

describe('the power of planned looks', () => {
  const plan = { looks: defaultLooks(10, 0.05), alpha: 0.05 };
  it('is what playing the test gives', () => {
    const normal = normalNumbers('played');
    let [found, blocks] = [0, 0];
    for (let i = 0; i < 400; i++) {
      const { side, decidedAt } = sequentialSignFlips(
        Array.from({ length: 10 }, () => 1 + normal()),
        plan,
      );
      if (side === 1) found++;
      blocks += decidedAt ?? 10;
    }
    const planned = sequentialPower(plan, 1);
    expect(Math.abs(planned.power - found / 400)).toBeLessThan(0.075);
    expect(Math.abs(planned.blocks - blocks / 400)).toBeLessThan(0.3);
  });

  it('costs little against one look at the end, and saves blocks at a large difference', () => {
    expect(sequentialPower(plan, 0).power).toBeLessThan(0.035); // one side of .05
    const one = signFlipPower(10, 0.05, 1);
    expect(sequentialPower(plan, 1).power).toBeGreaterThan(one - 0.08);
    expect(sequentialPower(plan, 2.5).blocks).toBeLessThan(8.5);
  });
});

describe('the power of the e-process', () => {
  it('is far below that of planned looks, and all blocks are played where nothing is there', () => {
    // in shares of points a tenth, with the same ratio to the deviation
    const { power } = eProcessPower({ planned: 12, alpha: 0.05 }, { mean: 0.1, deviation: 0.1 / 0.9 });
    expect(power).toBeLessThan(sequentialPower({ looks: [8, 9, 10, 11, 12], alpha: 0.05 }, 0.9).power - 0.15);
    const none = eProcessPower({ planned: 12, alpha: 0.05 }, { mean: 0, deviation: 0.1 });
    expect(none.power).toBeLessThan(0.025);
    expect(none.blocks).toBeGreaterThan(11.5);
  });
});
