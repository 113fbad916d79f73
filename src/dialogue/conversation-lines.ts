import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { DialogueError } from './errors.js';

/** Lines of a dataset's own file, each through `parse`; the file is ours, so a line that is not one is an error with its number. */
export async function* readConversationLines<T>(path: string, parse: (line: string) => T | undefined): AsyncGenerator<T> {
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 });
  let number = 0;
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      number++;
      const value = parse(line);
      if (value === undefined) throw new DialogueError('bad-dataset', `${path}: line ${number} is not a conversation`);
      yield value;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new DialogueError('bad-dataset', `${path}: no such file`);
    throw error;
  } finally {
    stream.destroy();
  }
}
