import { FileError, readLines } from '../../files/index.js';

/**
 * Lines of a dataset's own file, each through `parse`; the file is ours, so a line that is not one is an error with its
 * number.
 */
export async function* readConversationLines<T>(
  path: string,
  parse: (line: string) => T | undefined,
): AsyncGenerator<T> {
  let number = 0;
  for await (const line of readLines(path)) {
    number++;
    const value = parse(line);
    if (value === undefined) throw new FileError('corrupt', `${path}: line ${number} is not a conversation`);
    yield value;
  }
}
