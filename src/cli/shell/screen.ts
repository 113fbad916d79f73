/** Control sequences of ECMA-48. */
const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';
const CLEAR_REST_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
/** Clears the screen; the scrollback remains. */
export const FRESH_SCREEN = '\u001b[2J\u001b[H';
const up = (lines: number): string => (lines > 0 ? `\u001b[${lines}A\r` : '\r');

/** A block of lines on a terminal that is redrawn in place. */
export interface Screen {
  /** Replaces the lines drawn before. */
  draw(lines: readonly string[]): void;
  /** Leaves the lines on the screen and shows the cursor again. */
  close(): void;
}

/** Opens a block of lines that is redrawn in place without flicker, below the present output. */
export function openScreen(stream: NodeJS.WriteStream): Screen {
  let height = 0;
  stream.write(HIDE);
  return {
    draw(lines) {
      const maxLines = Math.max(2, (stream.rows || 24) - 1); // a block taller than the terminal could not be redrawn
      const shown =
        lines.length <= maxLines
          ? lines
          : [
              ...lines.slice(0, maxLines - 1),
              `… ${lines.length - maxLines + 1} more lines; make the window taller to see them`,
            ];
      const columns = stream.columns || 80;
      const text = shown.map((line) => `${line.slice(0, columns - 1)}${CLEAR_REST_OF_LINE}`).join('\n');
      stream.write(`${up(height)}${text}\n${CLEAR_BELOW}`);
      height = shown.length;
    },
    close: () => void stream.write(SHOW),
  };
}
