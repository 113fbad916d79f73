import { describe, expect, it } from 'vitest';
import type { FineTuneChecks } from '../../../src/spec/fine-tune.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { reportHtml } from '../../../src/tournament/page/page.js';
import { sideEffectCells } from '../../../src/tournament/page/side-effects-section.js';
import { reportOf } from '../../../src/tournament/report/report.js';
import { type SideEffectInput, sideEffectsOf } from '../../../src/tournament/standings/side-effects.js';
import type { ContestantKey } from '../../../src/vocabulary/ids.js';
import { checksFor, playedOut } from '../played.js';

/** Two arms of `n` children with made-up measures; `shift` is added to what the first arm's children solve. */
function input(n: number, { shift = 0, ...more }: Partial<SideEffectInput> & { shift?: number } = {}): SideEffectInput {
  const random = randomFromHash(sha256Hex(`side effects ${n}`));
  const children = Array.from({ length: n }, (_, i) =>
    ['positive', 'negative'].map((arm) => ({ arm, replicate: i + 1, name: `${arm}/${i + 1}` })),
  ).flat();
  const contestants = [
    ...children.map((child) => ({
      ...child,
      key: `k ${child.name}` as ContestantKey,
      kind: 'child' as const,
      fineTuneKey: `f ${child.name}`,
    })),
    {
      key: 'base' as ContestantKey,
      kind: 'untouched' as const,
      name: 'untouched',
      arm: null,
      replicate: null,
      fineTuneKey: null,
    },
  ];
  const phase = () => ({ kl: random.next() / 10, positions: 40 });
  const checks = new Map(
    children.map(({ arm, replicate, name }): [string, FineTuneChecks] => [
      `f ${name}`,
      {
        ...checksFor(arm, replicate),
        neutralPerplexity: { child: 30 + 10 * random.next(), base: 30 },
        chessPolicyKlByPhase: { opening: phase(), 'middle game': phase(), endgame: phase() },
        puzzles: { child: 0.4 + 0.02 * random.next() + (arm === 'positive' ? shift : 0), base: 0.5, count: 200 },
      },
    ]),
  );
  const style = contestants.map(({ key }) => ({
    key,
    games: 20,
    plies: 1800 + random.below(200),
    moves: 900,
    trades: random.below(100),
    checks: random.below(90),
    kingMoves: random.below(80),
    repeats: random.below(70),
  }));
  return {
    contestants,
    checks,
    style,
    primary: ['positive', 'negative'],
    used: Array.from({ length: n }, (_, i) => i + 1),
    alpha: 0.05,
    final: true,
    ...more,
  };
}

/** The sign flipped; no zero has a sign here. */
const turned = (value: number): number => 0 - value;
const shuffled = <T>(values: readonly T[]): T[] => [...values].reverse();

describe('side effects', () => {
  it('flips every estimate when the labels are swapped, and nothing else', () => {
    const [one, other] = [sideEffectsOf(input(8)), sideEffectsOf(input(8, { primary: ['negative', 'positive'] }))];
    expect(one.rows.map(({ measure }) => measure)).toEqual([
      'neutral perplexity',
      'policy KL, opening',
      'policy KL, middle game',
      'policy KL, endgame',
      'legal share',
      'puzzles solved',
      'trades',
      'checks',
      'king moves',
      'repetitions',
      'game length',
    ]);
    one.rows.forEach(({ contrast }, i) => {
      const swapped = other.rows[i]!.contrast!;
      expect(swapped.mean).toBe(turned(contrast!.mean!));
      expect([swapped.low, swapped.high]).toEqual([turned(contrast!.high!), turned(contrast!.low!)]);
      expect([swapped.p, swapped.adjusted]).toEqual([contrast!.p, contrast!.adjusted]);
      expect(swapped.differences).toEqual(
        contrast!.differences.map(({ replicate, difference }) => ({ replicate, difference: turned(difference) })),
      );
    });
  });

  it('does not mind the order of the rows', () => {
    const given = input(7);
    const turned = {
      ...given,
      contestants: shuffled(given.contestants),
      style: shuffled(given.style),
      checks: new Map(shuffled([...given.checks])),
      used: shuffled(given.used),
    };
    const byName = (found: ReturnType<typeof sideEffectsOf>) =>
      found.rows.map((row) => ({ ...row, arms: [...row.arms].sort((a, b) => (a.arm < b.arm ? -1 : 1)) }));
    expect(byName(sideEffectsOf(turned))).toEqual(byName(sideEffectsOf(given)));
  });

  it('adjusts over the whole declared set, and lets a certain measure among eleven stand', () => {
    // all ten differences have one sign: p = 2 / 2^10, and no other sign pattern makes any measure as extreme; Holm's
    // adjustment would be 11 times that
    const { rows, declared, needed } = sideEffectsOf(input(10, { shift: 0.2 }));
    const puzzles = rows.find(({ measure }) => measure === 'puzzles solved')!.contrast!;
    expect(puzzles.p).toBe(2 / 1024);
    expect(puzzles.adjusted).toBeCloseTo(2 / 1024, 12);
    expect(declared).toBe(11);
    expect(needed).toBe(6); // 2 / 2^6 = .031
    for (const { contrast } of rows) expect(contrast!.adjusted).toBeGreaterThanOrEqual(contrast!.p!);
  });

  it('gives the estimate and no p with too few replicates, before the end and after a sequential stop', () => {
    for (const found of [sideEffectsOf(input(5)), sideEffectsOf(input(8, { final: false }))]) {
      for (const { contrast } of found.rows) {
        expect(contrast!.mean).not.toBeNull();
        expect([contrast!.p, contrast!.adjusted]).toEqual([null, null]);
      }
    }
    expect(sideEffectsOf(input(5)).rows[0]!.contrast!.low).not.toBeNull(); // Student's
  });

  it('compares perplexities by their ratio', () => {
    const given = input(6);
    const checks = new Map(
      [...given.checks].map(([key, one]): [string, FineTuneChecks] => [
        key,
        { ...one, neutralPerplexity: { child: key.includes('positive') ? 44 : 40, base: 38 } },
      ]),
    );
    const row = sideEffectsOf({ ...given, checks }).rows[0]!;
    expect(row.contrast!.mean).toBeCloseTo(Math.log(1.1), 12);
    expect(row.arms[0]!.mean).toBeCloseTo(44, 10);
    expect(row.base).toBe(38);
    expect(sideEffectCells({ ...sideEffectsOf({ ...given, checks }), rows: [row] }).body[0]).toEqual([
      'neutral perplexity',
      '+10.0 %',
      '+10.0 to +10.0',
      '.031',
      '.031',
      '38.0',
      '44.0',
      '40.0',
    ]);
  });

  it('leaves out replicates that are not in use, and says what nobody measured', () => {
    const found = sideEffectsOf({ ...input(8), used: [2, 3, 5] });
    expect(found.rows[0]!.contrast!.differences.map(({ replicate }) => replicate)).toEqual([2, 3, 5]);
    const { input: report } = playedOut({ request: { pairs: 1, replicates: [11, 12, 13, 14, 15, 16] } });
    const old = reportOf(report);
    expect(old.sideEffects.missing).toEqual([
      'policy KL, opening',
      'policy KL, middle game',
      'policy KL, endgame',
      'puzzles solved',
    ]);
    const page = reportHtml(old);
    expect(page).toContain('<h2>Side effects</h2>');
    expect(page).toContain('Not measured: policy KL, opening;');
  });

  it('describes a single arm without comparing it', () => {
    const found = sideEffectsOf({ ...input(6), primary: null });
    expect(found.rows.every(({ contrast }) => contrast === null)).toBe(true);
    expect(sideEffectCells(found).head).toEqual(['measure', 'base', 'positive', 'negative']);
  });
});
