/** The lines of the Universal Chess Interface (Meyer-Kahlen, 2006) that a client of an engine reads. */

export interface UciOption {
  readonly name: string;
  readonly type: 'check' | 'spin' | 'combo' | 'button' | 'string';
  readonly default: string | undefined;
  /** Of a spin. */
  readonly min: number | undefined;
  readonly max: number | undefined;
}

const OPTION = /^option\s+name\s+(.+?)\s+type\s+(check|spin|combo|button|string)\b(.*)$/;

/** `option name UCI_Elo type spin default 1350 min 1350 max 2850`; undefined for other lines. */
export function parseOption(line: string): UciOption | undefined {
  const found = OPTION.exec(line);
  if (!found) return undefined;
  const [, name, type, rest] = found as unknown as [string, string, UciOption['type'], string];
  const number = (word: string): number | undefined => {
    const value = new RegExp(`\\b${word}\\s+(-?\\d+)`).exec(rest);
    return value ? Number(value[1]) : undefined;
  };
  return {
    name,
    type,
    default: /\bdefault\s+(.*?)(?:\s+(?:min|max|var)\s.*)?$/.exec(rest)?.[1],
    min: number('min'),
    max: number('max'),
  };
}

/** The move of a `bestmove` line, undefined for other lines. Engines without a move say `(none)` or `0000`. */
export function parseBestMove(line: string): string | undefined {
  return /^bestmove\s+(\S+)/.exec(line)?.[1];
}

/** Takes bytes as they come, gives whole lines without their ends. */
export class LineSplitter {
  private rest = '';

  /** Undefined when a line has become longer than any engine's. */
  push(text: string): string[] | undefined {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop()!;
    if (this.rest.length > LONGEST) return undefined;
    return lines.map((line) => line.trim());
  }
}

const LONGEST = 2 ** 16;
