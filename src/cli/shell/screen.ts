/** Control sequences of ECMA-48, which every terminal of the last decades knows. */
const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';
const CLEAR_REST_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
/** Clears what is seen; what was scrolled away stays. */
export const FRESH_SCREEN = '\u001b[2J\u001b[H';
const up = (lines: number): string => (lines > 0 ? `\u001b[${lines}A\r` : '\r');

export interface Screen {
  /** Shows these lines in place of those before. */
  draw(lines: readonly string[]): void;
  /** Leaves what is shown and gives the cursor back. */
  close(): void;
}

/** A block of lines that is drawn over and over at the same place, without flicker; what was above it stays. */
export function openScreen(stream: NodeJS.WriteStream): Screen {
  let height = 0;
  stream.write(HIDE);
  return {
    draw(lines) {
      const most = Math.max(2, (stream.rows || 24) - 1); // taller than the terminal it could not be drawn over
      const shown =
        lines.length <= most
          ? lines
          : [
              ...lines.slice(0, most - 1),
              `… ${lines.length - most + 1} more lines; make the window taller to see them`,
            ];
      const columns = stream.columns || 80;
      stream.write(
        `${up(height)}${shown.map((line) => `${line.slice(0, columns - 1)}${CLEAR_REST_OF_LINE}`).join('\n')}\n${CLEAR_BELOW}`,
      );
      height = shown.length;
    },
    close: () => void stream.write(SHOW),
  };
}
