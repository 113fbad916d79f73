import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticksOf } from '../../../src/tournament/page/drawing.js';
import { html } from '../../../src/tournament/page/markup.js';
import { reportHtml } from '../../../src/tournament/page/page.js';
import { checkBundle } from '../../../src/tournament/report/check-report.js';
import { count, power, pValue, signed } from '../../../src/tournament/report/number-text.js';
import { type Report, reportOf } from '../../../src/tournament/report/report.js';
import { csvLine, GAME_COLUMNS, gameCsvLine, parseCsv, ratingsCsv } from '../../../src/tournament/report/report-csv.js';
import { playedOut } from '../played.js';

const { plan, evidence, input } = playedOut({ request: { pairs: 2, replicates: [11, 12, 13, 14, 15, 16] } });
const report = JSON.parse(JSON.stringify(reportOf(input))) as Report;
const names = new Map(plan.contestants.map(({ key, name }) => [key, name]));
const results = [...evidence.results] as ((typeof plan.games)[number] & { result: string })[];
const csvOf = (games: typeof results): string =>
  csvLine(GAME_COLUMNS) +
  games
    .map((game) =>
      gameCsvLine({
        ...game,
        white: names.get(game.white)!,
        black: names.get(game.black)!,
        termination: 'checkmate',
        plies: 60,
      }),
    )
    .join('');
const gamesCsv = csvOf(results);
const pgn = results.map(({ gameKey, result }) => ({ gameKey, result }));
const failing = (bundle: Parameters<typeof checkBundle>[0]): string[] =>
  checkBundle(bundle)
    .checks.filter(({ ok }) => !ok)
    .map(({ check }) => check);

describe('the report as data', () => {
  it('counts every game once in the cross table and twice, by side, nowhere else', () => {
    expect(report.crossTable.reduce((sum, { wins, draws, losses }) => sum + wins + draws + losses, 0)).toBe(
      plan.games.length,
    );
    expect(report.tournament).toMatchObject({
      games: plan.games.length,
      gamesPlanned: plan.games.length,
      sealed: true,
    });
  });

  it('gives the exact size of the sign-flip test: 2 of 64 patterns with six replicates at .05', () => {
    expect(report.calibration.falsePositives).toBe(2 / 64);
    expect(report.calibration.smallestP).toBe(2 / 64);
  });

  it('adds up costs: counted FLOP of the cards, one forward pass a network’s move, and petaflop/s-days', () => {
    const networks = plan.contestants.filter(({ kind }) => kind !== 'anchor').length;
    expect(report.cost.networkMoves).toBe(networks * (1700 + 1250));
    expect(report.cost.fineTunes).toBeCloseTo(plan.recipes.length * 7.2e11, 0);
    expect(report.cost.petaflopDays).toBeCloseTo(
      (plan.recipes.length * 7.2e11 + report.cost.networkMoves * 4e7) / 8.64e19,
      15,
    );
  });

  it('tells what was made of the measured peak, and the base’s own training beside the sum', () => {
    expect(report.cost).toMatchObject({ utilisation: null, base: null });
    const fineTunes = input.fineTunes.map((run) => ({ ...run, card: run.card && { ...run.card, peak: 1e11 } }));
    const { cost } = reportOf({ ...input, fineTunes, baseFlop: { counted: 3.3e14, byTime: 4e14 } });
    expect(cost.utilisation).toBeCloseTo(7.2e11 / (29 * 1e11), 12);
    expect(cost.base).toEqual({ counted: 3.3e14, byTime: 4e14 });
    expect(cost.total).toBe(report.cost.total);
    expect(reportHtml(reportOf({ ...input, fineTunes, baseFlop: cost.base }))).toContain('the base’s own training');
  });

  it('foretells shares of points that are seen, in games made by the model it fits', () => {
    for (const { foretold, seen, games } of report.calibration.reliability)
      if (games > 300) expect(Math.abs(foretold - seen)).toBeLessThan(0.06);
    expect(report.calibration.fit!.p).toBeGreaterThan(0.001);
  });

  it('falls back on the bound when a child has no card, and says so', () => {
    const { cost } = reportOf({
      ...input,
      fineTunes: input.fineTunes.map((run, i) => (i === 0 ? { ...run, card: null } : run)),
    });
    expect(cost).toMatchObject({ fineTunesFrom: 'bound', fineTunesByTime: null, trainingSeconds: null });
  });
});

describe('checking a report’s files', () => {
  it('computes the same verdict and standings from the files alone', () => {
    const found = checkBundle({ report, gamesCsv, pgn });
    expect(found.checks.map(({ check, ok }) => [check, ok])).toEqual([
      ['plan', true],
      ['games', true],
      ['pgn', true],
      ['standings', true],
      ['verdict', true],
      ['robustness', true],
    ]);
    expect(found.verdict!.line).toBe(report.verdict.line);
  });

  it('does not mind the order of the games', () => {
    expect(failing({ report, gamesCsv: csvOf([...results].reverse()), pgn: null })).toEqual([]);
  });

  it('notices one result that was changed', () => {
    const decided = results.findIndex(({ result }) => result === '1-0');
    const changed = csvOf(results.map((game, i) => (i === decided ? { ...game, result: '0-1' } : game)));
    expect(failing({ report, gamesCsv: changed, pgn })).toEqual(['pgn', 'standings', 'verdict', 'robustness']);
  });

  it('notices a plan that was changed after it was sealed', () => {
    const eased = {
      ...report,
      plan: { ...report.plan, spec: { ...report.plan.spec, analysis: { ...report.plan.spec.analysis, alpha: 0.2 } } },
    };
    expect(failing({ report: eased, gamesCsv, pgn })).toContain('plan');
  });

  it('notices a verdict that was written by hand', () => {
    const told = { ...report, verdict: { ...report.verdict, state: 'equivalent' as const } };
    expect(failing({ report: told, gamesCsv, pgn })).toEqual(['verdict']);
  });

  it('notices an alternative analysis that was written by hand, and asks for none of an earlier report', () => {
    const { specifications, improvement, ...earlier } = report;
    const rows = specifications!.rows.map((row, i) => (i === 3 ? { ...row, estimate: 99 } : row));
    expect(failing({ report: { ...report, specifications: { ...specifications!, rows } }, gamesCsv, pgn })).toEqual([
      'robustness',
    ]);
    expect(improvement).not.toBeNull();
    expect(failing({ report: earlier as Report, gamesCsv, pgn })).toEqual([]);
  });

  it.each([
    ['a game left out', () => csvOf(results.slice(1))],
    ['a game twice', () => csvOf([...results.slice(1), results[1]!])],
    ['a key of another plan', () => gamesCsv.replace(results[0]!.gameKey, 'f'.repeat(64))],
    ['no table', () => 'hello'],
    ['a quotation mark that is never closed', () => `${gamesCsv}"`],
    ['a result that is none', () => gamesCsv.replace(/,1-0,/, ',2-0,')],
    ['an unknown player', () => gamesCsv.replace('positive/1', 'positive/99')],
  ])('refuses %s', (_, text) => {
    expect(failing({ report, gamesCsv: text(), pgn: null })).toEqual(['games']);
  });
});

describe('the page', () => {
  const hostile = `<script>alert(1)</script>"'&\u202e</title><img src=x onerror=alert(2)>`;

  it('escapes every text, whoever wrote it', () => {
    const failed = input.fineTunes.map((run, i) =>
      i === 0 ? { ...run, error: { code: 'x', message: hostile }, state: hostile as 'failed' } : run,
    );
    const contestants = input.contestants.map((one) => (one.kind === 'untouched' ? { ...one, name: hostile } : one));
    const renamed = {
      ...plan,
      contestants: plan.contestants.map((one) => (one.kind === 'untouched' ? { ...one, name: hostile } : one)),
    };
    const page = reportHtml(
      reportOf({
        ...input,
        tournament: { ...input.tournament, name: hostile },
        contestants,
        fineTunes: failed,
        evidence: { ...evidence, plan: renamed },
      }),
    );
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toMatch(/<script|<img|\u202e/);
    expect(page.match(/<\/title>/g)!.length).toBe(1 + [...page.matchAll(/<g><title>/g)].length);
  });

  it('leaves no character that could end a text or an attribute', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        (text) => !/[<>"']|&(?!(amp|lt|gt|quot|#39);)/.test(html`${text}`.text),
      ),
    );
  });

  it('fetches nothing and runs nothing', () => {
    const page = reportHtml(report);
    expect(page).not.toMatch(/<script|<link|<iframe|javascript:|url\(|@import|\son\w+=/i);
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, target]) => target)).toEqual([]);
    expect(page).toContain('default-src &#39;none&#39;');
  });

  it('has the verdict’s sentence, a line for every seed and every contestant, and no number that is none', () => {
    const page = reportHtml(report);
    expect(page).toContain(html`${report.verdict.line}`.text);
    expect(page).toContain('VADER, compound of replies');
    for (const { name } of plan.contestants) expect(page).toContain(`>${name}<`);
    for (const seed of plan.spec.replicates) expect(page).toContain(`(seed ${seed})`);
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it('shows what the verdict says besides games: regret, family, looks, alternatives, questions of the schedule', () => {
    const arms = (['positive', 'negative', 'shuffled-a', 'shuffled-b'] as const).map((tone) => ({ tone }));
    const { input: measured } = playedOut({ measured: true, request: { arms, pairs: 12 } });
    const whole = reportHtml(reportOf(measured));
    for (const text of [
      '<h2>Policy regret</h2>',
      'Correlation of regret with Elo over 32 children',
      '(second endpoint)',
      '(placebo)',
      'random effects of replicates',
      'The contrast under other analyses',
      'policy regret at temperature 0.8',
      'a new replicate’s difference favours positive',
      'spread between seeds of an arm',
    ])
      expect(whole).toContain(text);
    expect(whole).not.toMatch(/NaN|Infinity|undefined|\[object/);
    const { input: stopped } = playedOut({
      gaps: { positive: 150, negative: -150 },
      request: {
        replicates: Array.from({ length: 12 }, (_, i) => i + 1),
        pairs: 8,
        analysis: { stop: { kind: 'group-sequential' } },
      },
    });
    const looks = reportHtml(reportOf(stopped));
    expect(looks).toContain('Elo, corrected for the looks');
    expect(looks).toContain('not corrected for the looks; the corrected estimate');
    expect(looks).toMatch(/It decided after block \d+ of 12/);
  });

  it('shows the replicates of a tournament that this one follows, with their seeds, and adds no games to them', () => {
    const earlier = [21, 22, 23, 24, 25, 26].map((_, i) => ({
      replicate: i + 1,
      elo: 10 * i,
      score: 0.01 * i,
      block: 0.01 * i,
    }));
    const follows = {
      look: 2,
      looks: [
        {
          tournament: '01890000-0000-7000-8000-000000000001',
          planHash: plan.hash,
          chain: 'c'.repeat(64),
          replicates: [21, 22, 23, 24, 25, 26],
          alpha: 0.025,
          p: 0.2,
        },
      ],
      planned: 6,
      contrasts: [{ arms: ['positive', 'negative'] as [string, string], differences: earlier }],
    };
    const analysis = { ...plan.spec.analysis, extend: { replicates: 6, spending: [0.5, 0.5] } };
    const page = reportHtml(
      reportOf({ ...input, evidence: { ...evidence, plan: { ...plan, spec: { ...plan.spec, analysis }, follows } } }),
    );
    expect(page).toContain('(seed 21, earlier)');
    expect(page).toContain('7 <tspan class="soft">(seed 11)');
    expect(page).not.toContain('seed undefined');
  });

  it('stands before the first game, and with a single arm', () => {
    for (const request of [{}, { arms: [{ tone: 'positive' as const }] }]) {
      const { input: played, evidence: whole } = playedOut({ request: { ...request, pairs: 1, replicates: [1, 2] } });
      const early = {
        ...played,
        tournament: { ...played.tournament, state: 'running' as const, finishedAt: null },
        evidence: { ...whole, results: [], checks: new Map() },
        play: [],
        fineTunes: [],
      };
      const page = reportHtml(reportOf(early));
      expect(page).toContain('What follows is partial');
      expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
    }
  });
});

describe('CSV', () => {
  it('reads back what it wrote', () => {
    const field = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
        expect(parseCsv(rows.map(csvLine).join(''))).toEqual(rows);
      }),
    );
  });

  it('says on which line a quotation mark is wrong', () => {
    expect(() => parseCsv('a,b\r\nc,"d\r\n')).toThrow(/^Quote Not Closed: .* at line 3$/);
    expect(() => parseCsv('a,b\r\n"c"d,e\r\n')).toThrow(/Invalid Closing Quote.* at line 2/);
  });

  it('gives a spreadsheet no formula', () => {
    expect(csvLine(['=1+1', '@x', -3, 'a"b'])).toBe(`'=1+1,'@x,-3,"a""b"\r\n`);
  });

  it('has a line for every contestant', () => {
    expect(parseCsv(ratingsCsv(report.standings.rows))).toHaveLength(plan.contestants.length + 1);
  });
});

describe('numbers as the report writes them', () => {
  it('has signs, thousands, powers and p as papers print them', () => {
    expect([signed(-0.2), signed(3.4, 1), signed(-3), signed(null)]).toEqual(['0', '+3.4', '−3', '–']);
    expect([count(1234567), power(2.34e16), power(0), pValue(0.0312), pValue(0.0001), pValue(null)]).toEqual([
      '1,234,567',
      '2.3 × 10¹⁶',
      '0',
      '.031',
      '< .001',
      '–',
    ]);
  });

  it('puts a handful of round ticks on any axis', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
        (low, width) => {
          const ticks = ticksOf(low, low + width);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(8);
        },
      ),
    );
  });
});
