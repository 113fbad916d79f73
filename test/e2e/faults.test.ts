import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis } from '../redis-server.js';
import { type Backend, describeFault, faultSchedule } from './faults/plan-faults.js';
import { type Outcome, Torment } from './faults/run-schedule.js';

const BACKENDS = process.env.FAULT_QUEUES?.split(',') ?? ['PostgreSQL', 'Redis'];
/** Schedules on each queue; `scripts/faults.mjs` asks for more, and for a file that takes a line for each. */
const COUNT = Math.ceil(Number(process.env.FAULT_SCHEDULES ?? 20) / BACKENDS.length);
const FROM = Number(process.env.FAULT_SEED ?? 1);
const FILE = process.env.FAULT_LOG;
const LIMIT = 600_000;

function say(line: string): void {
  if (FILE) appendFileSync(FILE, `${line}\n`);
  else console.log(line);
}

function underFaults(backend: Backend): void {
  let torment: Torment;
  const outcomes: Outcome[] = [];
  beforeAll(async () => void (torment = await Torment.open(backend)), LIMIT);
  afterAll(async () => {
    const sum = (of: (outcome: Outcome) => number): number =>
      outcomes.reduce((total, outcome) => total + of(outcome), 0);
    say(
      `${backend}: ${outcomes.length} of ${COUNT} schedules (seeds ${FROM} to ${FROM + COUNT - 1}) in ${sum(({ seconds }) => seconds).toFixed(0)} s, ` +
        `${sum(({ fired }) => fired.length)} faults injected, ${sum(({ games }) => games)} games, ${sum(({ replayed }) => replayed)} attempts lost and made again, ` +
        `${sum(({ superseded }) => superseded)} stale results set aside; lost 0, doubled 0`,
    );
    const kinds = new Map<string, number>();
    for (const { action } of outcomes.flatMap(({ fired }) => fired)) kinds.set(action, (kinds.get(action) ?? 0) + 1);
    say(
      `${backend}: faults by kind: ${[...kinds]
        .sort(([, one], [, other]) => other - one)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(', ')}`,
    );
    await torment.close();
  }, LIMIT);
  for (let seed = FROM; seed < FROM + COUNT; seed++) {
    const schedule = faultSchedule(seed, backend);
    it(`seed ${seed}: ${schedule.faults.map(describeFault).join(', ')}`, { timeout: LIMIT }, async () => {
      try {
        const outcome = await torment.run(schedule);
        outcomes.push(outcome);
        say(
          `${backend} seed ${seed}: ok, ${outcome.games} games, ${outcome.fired.length} of ${schedule.faults.length} faults, ${outcome.replayed} attempts lost, ${outcome.seconds.toFixed(1)} s`,
        );
        expect(outcome.fired.length).toBeGreaterThan(0);
      } catch (error) {
        say(`${backend} seed ${seed}: FAILED (${schedule.faults.map(describeFault).join(', ')})\n${String(error)}`);
        throw error;
      }
    });
  }
}

if (BACKENDS.includes('PostgreSQL'))
  describe('a tournament under faults at every step, on the PostgreSQL queue', () => underFaults('PostgreSQL'));

if (!BACKENDS.includes('Redis')) console.log('Redis is left out by FAULT_QUEUES');
else if (hasRedis()) describe('a tournament under faults at every step, on Redis', () => underFaults('Redis'));
else
  console.log(
    'redis-server is not on PATH: the fault schedules on Redis are left out (apt install redis-server, then run again)',
  );
