/** Reader of the `pairs` format. */
import { isObject, type RawTurn, type RecordReader, WRONG_SHAPE } from '../conversation/index.js';

/** Largest number of turns before the reply. */
const MAX_CONTEXT = 3;
/** Largest number of texts stored for one thread. */
const MAX_THREAD_TEXTS = 5_000;

/**
 * Reads comment and reply, `{"question": ..., "answer": ...}`, as in the Reddit files. The pairs of a thread are
 * adjacent, and each question is the thread's opening or an earlier answer. Each pair becomes one conversation whose
 * context goes back through the earlier answers. Only its reply is learnt, so every reply is learnt once.
 */
export function pairsReader(source: string): RecordReader {
  let opening = '';
  /** For each text of this thread, the text that it answers; undefined for the opening. */
  let parents = new Map<string, string | undefined>();
  return (value) => {
    if (!isObject(value) || typeof value.question !== 'string' || typeof value.answer !== 'string') return WRONG_SHAPE;
    const { question, answer } = value as { question: string; answer: string };
    if (!parents.has(question) || parents.size > MAX_THREAD_TEXTS) {
      opening = question;
      parents = new Map([[question, undefined]]);
    }
    const turns: RawTurn[] = [{ text: answer, weight: 1 }];
    for (
      let text: string | undefined = question;
      text !== undefined && turns.length <= MAX_CONTEXT;
      text = parents.get(text)
    ) {
      turns.unshift({ text, weight: 0 });
    }
    if (!parents.has(answer)) parents.set(answer, question);
    return { source, turns, thread: opening };
  };
}
