/**
 * `npm run bench -- calibration [--tournaments 1000] [--parts main,worlds,seeds,stops,margin,family,effects,treatment]
 * [--replicates 6,8,12] [--stops schedule,group-sequential,sequential]`
 *
 * Compares: what the verdict claims in simulated tournaments with the truth that they were drawn from; no peer.
 *
 * Tournaments are sealed by the product's own plan, their games drawn by Davidson's model, and evaluated by the
 * product's own verdict. `--replicates` is for the part `main`, `--stops` for `stops`. Seeded: the same arguments print
 * the same tables. docs/calibration.md has results.
 */
import { familyTables, sideEffectTables, treatmentTables } from './calibration/claim-tables.js';
import { markdown } from './calibration/planted-table.js';
import {
  hardTables,
  mainTables,
  marginTables,
  type StopKind,
  seedTables,
  stopTables,
  type Table,
} from './calibration/verdict-tables.js';
import { benchArguments, printHeader } from './shared/bench.js';

const args = benchArguments(
  {
    tournaments: { type: 'string', default: '1000' },
    parts: { type: 'string', default: 'main,worlds,seeds,stops,margin,family,effects,treatment' },
    replicates: { type: 'string', default: '6,8,12' },
    stops: { type: 'string', default: 'schedule,group-sequential,sequential' },
  },
  { tournaments: '2', parts: 'main', replicates: '6' },
);

const started = performance.now();
const note = (what: string): void =>
  void process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${what}\n`);

const PARTS: Readonly<Record<string, (count: number) => Table[]>> = {
  main: (count) => mainTables(count, note, args.replicates.split(',').map(Number)),
  worlds: (count) => hardTables(count, note),
  seeds: (count) => seedTables(count, note),
  stops: (count) => stopTables(count, note, args.stops.split(',') as StopKind[]),
  margin: (count) => marginTables(count, note),
  family: (count) => familyTables(count, note),
  effects: (count) => sideEffectTables(count, note),
  treatment: (count) => treatmentTables(count, note),
};

const parts = args.parts.split(',');
const unknown = parts.find((part) => !(part in PARTS));
if (unknown !== undefined) throw new Error(`no part ${unknown}: choose from ${Object.keys(PARTS).join(', ')}`);
const count = Number(args.tournaments);
printHeader();
for (const part of parts)
  for (const { title, head, rows } of PARTS[part]!(count))
    console.log(`\n${title}; ${count} a row, shares in %\n\n${markdown(head, rows)}`);
note('done');
