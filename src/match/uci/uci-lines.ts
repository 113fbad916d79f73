/** Parsing of the lines that an engine writes: Universal Chess Interface (Meyer-Kahlen, 2006). */

/** An option that an engine declares. */
export interface UciOption {
  readonly name: string;
  readonly type: 'check' | 'spin' | 'combo' | 'button' | 'string';
  readonly default: string | undefined;
  /** Range of a spin option. */
  readonly min: number | undefined;
  readonly max: number | undefined;
}

const OPTION = /^option\s+name\s+(.+?)\s+type\s+(check|spin|combo|button|string)\b(.*)$/;

/** Parses `option name UCI_Elo type spin default 1350 min 1350 max 2850`; returns undefined for other lines. */
export function parseOption(line: string): UciOption | undefined {
  const match = OPTION.exec(line);
  if (!match) return undefined;
  const [, name, type, attributes] = match as unknown as [string, string, UciOption['type'], string];
  const number = (word: string): number | undefined => {
    const value = new RegExp(`\\b${word}\\s+(-?\\d+)`).exec(attributes);
    return value ? Number(value[1]) : undefined;
  };
  return {
    name,
    type,
    default: /\bdefault\s+(.*?)(?:\s+(?:min|max|var)\s.*)?$/.exec(attributes)?.[1],
    min: number('min'),
    max: number('max'),
  };
}

/**
 * The move of a `bestmove` line; undefined for other lines. In a position without legal moves engines write `(none)` or
 * `0000`.
 */
export function parseBestMove(line: string): string | undefined {
  return /^bestmove\s+(\S+)/.exec(line)?.[1];
}

/** Characters; longer than any line of a working engine. */
const MAX_LINE_LENGTH = 2 ** 16;

/** Splits a stream of text into lines without their line ends. */
export class LineSplitter {
  private incomplete = '';

  /** The lines that `text` completes; undefined when a line exceeds 65,536 characters. */
  push(text: string): string[] | undefined {
    const lines = (this.incomplete + text).split('\n');
    this.incomplete = lines.pop()!;
    if (this.incomplete.length > MAX_LINE_LENGTH) return undefined;
    return lines.map((line) => line.trim());
  }
}
