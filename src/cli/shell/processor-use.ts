/** Processor time of a process and all that it started, from /proc (Linux). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second; 100 on Linux whatever the kernel's own rate. */
const TICKS = 100;

/** Kinds of processes of a service. */
export type Part = 'fine-tunes' | 'games' | 'database' | 'service';

interface ProcessStat {
  readonly parent: number;
  readonly seconds: number;
  readonly command: string;
}

/** Seconds of processors used so far by live processes of a tree, by part; null on a system without /proc. */
export function processorSeconds(root: number): Record<Part, number> | null {
  if (!existsSync('/proc/self/stat')) return null;
  const all = new Map<number, ProcessStat>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    if (stat) all.set(Number(name), stat);
  }
  const used: Record<Part, number> = { 'fine-tunes': 0, games: 0, database: 0, service: 0 };
  for (const pid of all.keys()) {
    const line = ancestry(pid, all);
    if (line.includes(root)) used[partOf(line.map((each) => all.get(each)?.command ?? ''))] += all.get(pid)!.seconds;
  }
  return used;
}

function readStat(pid: string): ProcessStat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // after the command, which is in parentheses and may hold anything: state, parent, …, 14th user, 15th system time
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      parent: Number(fields[1]),
      seconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
    };
  } catch {
    return null; // it has ended meanwhile
  }
}

/** The process and its ancestors, from the process on. */
function ancestry(pid: number, all: ReadonlyMap<number, ProcessStat>): number[] {
  const line: number[] = [];
  for (let each = pid; each > 1 && !line.includes(each); each = all.get(each)?.parent ?? 0) line.push(each);
  return line;
}

function partOf(commands: readonly string[]): Part {
  if (commands.some((command) => command.includes('fine-tune-worker.js'))) return 'fine-tunes';
  if (commands.some((command) => command.includes('match-worker.js'))) return 'games';
  return commands.some((command) => command.includes('postgres')) ? 'database' : 'service';
}
