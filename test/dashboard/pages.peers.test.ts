import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built } from '../built.js';
import { Arena } from '../e2e/arena.js';
import type { Service } from '../e2e/processes.js';
import { GENERALITY, VERDICT } from './answers.js';
import { launch } from './chromium.js';

const SPEC = {
  name: 'seen in a browser',
  arms: ['positive', 'negative'].map((tone) => ({ tone, dose: { examples: 32, steps: 30 }, filter: { band: 0.3 } })),
  replicates: [1, 2],
  fineTune: { batch: 8, learningRate: 0.003, maxTokens: 32 },
  anchors: ['random'],
  pairs: 1000, // more games than are played while the pages are looked at
  maxPlies: 120,
};
const WIDTHS = [1280, 390];
const WAIT = 60_000;

interface List<T> {
  readonly data: readonly T[];
}

describe('the dashboard over a running tournament', () => {
  let arena: Arena;
  let api: Service;
  let browser: Browser;
  let id: string;
  let study: string;
  const complaints: string[] = [];

  /** A page of its own; whatever its console complains of is kept. */
  async function open(
    width: number,
    scheme: 'light' | 'dark' = 'light',
    listen = true,
  ): Promise<{ page: Page; context: BrowserContext }> {
    const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme: scheme });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT);
    if (listen) {
      page.on(
        'console',
        (message) =>
          ['error', 'warning'].includes(message.type()) && complaints.push(`${page.url()}: ${message.text()}`),
      );
      page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    }
    return { page, context };
  }
  const at = (hash: string): string => `${arena.url}/#/${hash}`;
  const first = async <T>(path: string): Promise<T> => (await arena.request<List<T>>(path)).data[0]!;

  beforeAll(async () => {
    built('dashboard/index.html');
    arena = await Arena.open();
    api = await arena.api();
    await Promise.all([arena.worker('fine-tune'), arena.worker('match')]);
    id = (await arena.post<{ id: string }>('/tournaments', SPEC)).id;
    const { arms, replicates, fineTune } = SPEC;
    study = (
      await arena.post<{ id: string }>('/studies', {
        name: 'a small grid',
        tournament: { arms, fineTune, pairs: 1, maxPlies: 20 },
        grid: { temperature: [0, 1] },
        seeds: replicates,
        concurrency: 1,
      })
    ).id;
    browser = await launch();
    await arena.until(
      'both tones have a child',
      async () => (await arena.request<List<unknown>>(`/fine-tunes?state=finished`)).data.length >= 2,
    );
    await arena.until(
      'games are recorded',
      async () => (await arena.request<List<unknown>>(`/tournaments/${id}/recorded`)).data.length >= 40,
    );
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await arena?.close();
  });

  it('shows every page at both widths without a complaint', { timeout: 300_000 }, async () => {
    const child = (await arena.request<List<{ address: string; kind: string }>>('/models')).data.find(
      ({ kind }) => kind === 'child',
    )!;
    const run = await first<{ id: string }>('/fine-tunes?state=finished');
    const data = await first<{ address: string }>('/datasets');
    const game = await first<{ number: number }>(`/tournaments/${id}/recorded`);
    const pages: readonly (readonly [hash: string, text: string])[] = [
      ['tournaments', SPEC.name],
      [`tournaments/${id}`, 'Cross table'],
      [`tournaments/${id}/games/${game.number}`, 'Share of the raw policy on legal moves'],
      ['matches', 'No match yet'],
      ['new', 'Cost and power'],
      ['fine-tunes', 'positive/1'],
      [`fine-tunes/${run.id}`, 'Replies before and after'],
      ['models', 'Children'],
      [`models/${child.address}`, 'Play against it'],
      ['studies', 'a small grid'],
      [`studies/${study}`, 'Cells'],
      ['datasets', 'starter'],
      [`datasets/${data.address}`, 'Conversations'],
      ['system', 'Queues'],
      ['nothing/here', 'There is no such page'],
    ];
    for (const width of WIDTHS) {
      const { page, context } = await open(width, width === 390 ? 'dark' : 'light');
      for (const [hash, text] of pages) {
        await page.goto(at(hash));
        await page.getByText(text).first().waitFor();
        const { wide, nameless, headings } = await page.evaluate<{
          wide: number;
          nameless: string[];
          headings: number;
        }>(`(() => {
          const named = (e) => (e.getAttribute('aria-label') || e.textContent || e.title || e.labels?.[0]?.textContent || e.closest('label')?.textContent || '').trim();
          return {
            wide: document.documentElement.scrollWidth - innerWidth,
            nameless: [...document.querySelectorAll('a[href], button, input, select, [role=img], [role=progressbar]')].filter((e) => !named(e)).map((e) => e.outerHTML.slice(0, 120)),
            headings: document.querySelectorAll('h1').length,
          };
        })()`);
        expect({ hash, width, wide: Math.max(0, wide), nameless }).toEqual({ hash, width, wide: 0, nameless: [] });
        expect(headings, hash).toBe(hash.startsWith('nothing') ? 0 : 1);
      }
      await context.close();
    }
    expect(complaints).toEqual([]);
  });

  it('polls with ETags while it is seen, and not while it is hidden', { timeout: 120_000 }, async () => {
    const { page, context } = await open(1280);
    const asked: string[] = [];
    const answers: number[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('response', (response) => answers.push(response.status()));
    await page.goto(at('models'));
    await page.getByText('Children').first().waitFor();
    await page.goto(at('datasets'));
    await page.getByText('starter').first().waitFor();
    await page.goto(at('models')); // unchanged since
    await page.waitForResponse((response) => response.status() === 304);

    await page.goto(at(`tournaments/${id}`));
    await page.waitForResponse((response) => response.url().endsWith('/standings'));
    const seen = (hidden: boolean): Promise<unknown> =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} }); document.dispatchEvent(new Event('visibilitychange'))`,
      );
    await seen(true);
    await page.waitForLoadState('networkidle'); // what was under way has come
    const before = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 9_000)); // several times the period of every question
    expect(asked.slice(before)).toEqual([]);
    const again = page.waitForRequest((request) => request.url().includes(id));
    await seen(false);
    await again;
    await context.close();
  });

  it('steps through a game by keys', { timeout: 120_000 }, async () => {
    const { page, context } = await open(1280);
    const game = await first<{ number: number; plies: number }>(`/tournaments/${id}/recorded`);
    await page.goto(at(`tournaments/${id}/games/${game.number}`));
    const current = page.locator('.move[aria-current]');
    await current.waitFor();
    await page.keyboard.press('Home');
    await expect.poll(() => current.count()).toBe(0);
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    const third = await page.locator('.moves .move').nth(2).textContent();
    await expect.poll(() => current.textContent()).toBe(third);
    // a key held down comes faster than frames are drawn: none may be lost
    await page.evaluate(
      `for (let i = 0; i < 4; i++) document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }))`,
    );
    await expect
      .poll(() =>
        page
          .locator('.moves .move')
          .evaluateAll((moves) => moves.findIndex((move) => move.hasAttribute('aria-current'))),
      )
      .toBe(6);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getByLabel(`Position after ${game.plies} plies`).count()).toBe(1);
    const loading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'PGN' }).click();
    expect((await loading).suggestedFilename()).toBe(`game-${game.number}.pgn`);
    await context.close();
  });

  it('lets siblings answer side by side, and plays', { timeout: 180_000 }, async () => {
    const { page, context } = await open(1280);
    const child = (await arena.request<List<{ address: string; kind: string }>>('/models')).data.find(
      ({ kind }) => kind === 'child',
    )!;
    await page.goto(at(`models/${child.address}`));
    await page.locator('.chat-heads span').nth(2).waitFor(); // positive, negative and the base
    await page.getByLabel('Your message').fill('How are you?');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect.poll(() => page.locator('.reply').count(), { timeout: WAIT }).toBe(3);
    await expect
      .poll(async () => (await page.locator('.reply').allTextContents()).every((text) => text.trim() !== '…'), {
        timeout: WAIT,
      })
      .toBe(true);
    expect(await page.locator('.problem').count()).toBe(0);

    await page.getByLabel('Your move in letters').fill('Nf3');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.line').textContent(), { timeout: WAIT }).toMatch(/^1\. Nf3 \S+$/);
    await context.close();
  });

  it('says what a tournament costs, starts it, and hides arms behind code names', { timeout: 180_000 }, async () => {
    const { page, context } = await open(1280);
    await page.goto(at('new'));
    const start = page.getByRole('button', { name: 'Start the tournament' });
    await page.getByText('direct games (this plan)').waitFor();
    expect(await page.getByLabel('Replicates').getAttribute('placeholder')).toBe('8');
    expect(await page.getByText('on this machine').count()).toBe(1);
    await page.getByLabel('Replicates').fill('3');
    await page.getByText('Too few replicates for a verdict').waitFor();
    await page.getByLabel('Examples').fill('32');
    await page.getByLabel('Steps').fill('3');
    await page.getByLabel('Pairs').fill('1');
    await page.getByLabel('Name').fill('from a form');
    await start.click();
    await page.waitForURL(/#\/tournaments\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { name: 'from a form' }).waitFor();
    await arena.request(`/tournaments/${page.url().split('/').at(-1)!}/cancel`, { method: 'POST' });

    await page.goto(at(`tournaments/${id}`));
    await page.getByText('Cross table').waitFor();
    expect((await arena.request<{ state: string }>(`/tournaments/${id}`)).state, 'the tournament must still run').toBe(
      'running',
    );
    expect(await page.locator('main').textContent()).toContain('positive/1');
    await page.getByRole('button', { name: 'Blinded' }).click();
    await page.getByText('tones stay hidden until the verdict').waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(/positive|negative/);
    await context.close();
    expect(complaints).toEqual([]);
  });

  it('refuses what cannot be planned beside its field, and plans looks and controls', {
    timeout: 120_000,
  }, async () => {
    const { page, context } = await open(1280, 'light', false); // a refusal is an error to the browser's console
    const start = page.getByRole('button', { name: 'Start the tournament' });
    const field = (label: string) => page.locator('div.field', { has: page.getByLabel(label) });
    await page.goto(at('new'));
    await page.getByLabel('Name').fill('planned');
    await page.getByLabel('Margin').fill('10');
    await field('Margin').locator('.warning').waitFor(); // out of reach
    await expect.poll(() => start.isEnabled(), { timeout: 30_000 }).toBe(true); // when the plan has come
    for (const [label, value] of [
      ['Examples', '100000'], // more than the arm's pool
      ['Replicates', '0'],
    ] as const) {
      await page.getByLabel(label).fill(value);
      await field(label).locator('.wrong').waitFor();
      await expect.poll(() => start.isDisabled(), { timeout: 30_000, message: label }).toBe(true);
      expect(await page.locator('#reason').textContent(), label).not.toBe('');
      await page.getByLabel(label).fill('');
      await field(label).locator('.wrong').waitFor({ state: 'detached' });
    }
    const sent = async (): Promise<Record<string, unknown>> =>
      (await page.waitForRequest((request) => request.url().includes('dryRun'))).postDataJSON();
    await page.getByText('More: schedule').click();
    let request = sent();
    await page.getByLabel('Ends').selectOption('group-sequential');
    expect(await request).toMatchObject({ analysis: { stop: { kind: 'group-sequential' } } });
    await page.getByText('The stop rule finds 40 Elo').waitFor();
    expect(await page.getByRole('textbox', { name: 'Looks' }).getAttribute('placeholder')).toMatch(/, 8$/);
    request = sent();
    await page.getByRole('textbox', { name: 'Looks' }).fill('7, 8');
    expect(await request).toMatchObject({ analysis: { stop: { looks: [7, 8] } } });
    request = sent();
    await page.getByRole('button', { name: 'Positive control' }).click();
    const { control, arms } = await request;
    expect([control, arms]).toEqual([{ kind: 'planted', by: 'temperature' }, undefined]);
    await page.getByRole('heading', { name: 'plain against planted' }).waitFor();
    expect(Number(await page.getByLabel('Temperature of planted').getAttribute('placeholder'))).toBeGreaterThan(0.5);
    await context.close();
  });

  it('shows all that a verdict says, and nothing of tones while it is blinded', { timeout: 120_000 }, async () => {
    const { page, context } = await open(390);
    const verdict = { ...VERDICT, asOf: '2026-01-01T00:00:00Z', version: 1 };
    await page.route('**/verdict', (request) => request.fulfill({ json: verdict }));
    await page.goto(at(`tournaments/${id}`));
    const card = (title: string) => page.getByRole('region', { name: title, exact: true });
    await card('Verdict').waitFor();
    const shown: readonly (readonly [card: string, texts: readonly string[]])[] = [
      ['Verdict', ['neutral perplexity rose from 46.5', '95 % interval 0 … 31', '+40 Elo (95 % interval +12 … +61)']],
      ['Treatment and damage', ['judges of the treatment disagree', 'did not take', '× 1.16 (1.13 … 1.19)']],
      ['Policy regret beside games', ['not claimed, adjusted p 0.120', '+2.10', 'middle game', '−0.71']],
      ['Further contrasts', ['+2 … +48', 'claimed', 'placebo: shows no difference']],
      ['Second opinions', ['−870 Elo a nat']],
      ['Games by question', ['Verdict: the two arms within each replicate']],
    ];
    for (const [title, texts] of shown)
      for (const text of texts) expect(await card(title).textContent()).toContain(text);
    expect(await card('Verdict').textContent(), 'remarks are told once').not.toMatch(
      /perplexity rose.*perplexity rose/,
    );
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);

    await page.getByRole('button', { name: 'Blinded' }).click();
    await card('Treatment and damage').getByText('stay hidden until the verdict').waitFor();
    const text = await page.locator('main').textContent();
    expect(text).not.toMatch(/positive|negative|shuffled|VADER|perplexity rose/);
    expect(await card('Policy regret beside games').getByText('Temperature').count()).toBe(0);
    await page.getByRole('button', { name: 'Blinded' }).click();
    await context.close();
    expect(complaints).toEqual([]);
  });

  it('says how far the claim of a study reaches', { timeout: 120_000 }, async () => {
    const { page, context } = await open(390);
    await page.route(`**/studies/${study}/results`, async (request) => {
      const results = (await (await request.fetch()).json()) as object;
      await request.fulfill({ json: { ...results, generality: GENERALITY } });
    });
    await page.goto(at(`studies/${study}`));
    for (const text of [
      'over 2 bases and 2 datasets together: +29 Elo',
      'above 0 with probability 0.98',
      'one dataset (starter): the claim is of this dataset only',
      'not replicated: the training of the bases',
      'its verdict is invalid',
    ])
      await page.getByText(text).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await context.close();
    expect(complaints).toEqual([]);
  });

  it('draws few of 5,000 games, however far it is scrolled', { timeout: 120_000 }, async () => {
    const { page, context } = await open(390);
    const row = (i: number) => ({
      position: i,
      number: i,
      gameKey: 'a',
      block: 1,
      white: 'positive/1',
      black: 'negative/1',
      result: '1-0',
      termination: 'checkmate',
      plies: 40,
      attempts: 1,
      whiteLegalShare: 0.5,
      blackLegalShare: 0.5,
      recordedAt: '2026-01-01T00:00:00Z',
    });
    await page.route('**/recorded?*', (request) => {
      const after = Number(new URL(request.request().url()).searchParams.get('after'));
      return request.fulfill({
        json: { data: after === 0 ? Array.from({ length: 5000 }, (_, i) => row(i + 1)) : [], version: 1 },
      });
    });
    await page.goto(at(`tournaments/${id}`));
    const list = page.getByRole('list', { name: 'Recorded games, newest first' });
    await list.waitFor();
    const rows = list.getByRole('listitem');
    expect(await rows.first().textContent()).toContain('5000');
    expect(await rows.count()).toBeLessThan(60);
    await list.focus();
    await page.keyboard.press('End');
    await expect.poll(() => rows.last().getAttribute('aria-posinset'), { timeout: WAIT }).toBe('5000');
    expect(await rows.count()).toBeLessThan(60);
    await context.close();
  });

  it('says since when it is stale, and recovers', { timeout: 180_000 }, async () => {
    // a browser reports lost connections in the console itself
    const { page, context } = await open(1280, 'light', false);
    await page.goto(at(`tournaments/${id}`));
    await page.getByText('Cross table').waitFor();
    await api.kill();
    await page.getByText('The server does not respond').waitFor();
    expect(await page.getByText('Cross table').count(), 'what was seen stays').toBe(1);
    api = await arena.api();
    await page.getByText('The server does not respond').waitFor({ state: 'detached' });
    await context.close();
  });
});
