import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Backend, describeFault, faultSchedule } from './plan-faults.js';
import { type Outcome, Torment } from './run-schedule.js';

/** Schedules; `scripts/faults.mjs` asks for more, and for a file that takes a line for each. */
const COUNT = Number(process.env.FAULT_SCHEDULES ?? 10);
const FROM = Number(process.env.FAULT_SEED ?? 1);
const FILE = process.env.FAULT_LOG;
const LIMIT = 600_000;

function say(line: string): void {
  if (FILE) appendFileSync(FILE, `${line}\n`);
  else console.log(line);
}

/** Tests that a tournament on this queue ends whole under each of some seeded schedules of faults. */
export function underFaults(backend: Backend): void {
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
