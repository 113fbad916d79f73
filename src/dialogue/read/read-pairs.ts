import { isObject, type RawTurn, type RecordReader, WRONG_SHAPE } from '../conversation/index.js';

/** Turns before the reply that are looked up, and texts of one thread that are remembered. */
const MOST_CONTEXT = 3;
const MOST_REMEMBERED = 5_000;

/**
 * Comment and reply, `{"question": ..., "answer": ...}`, as the Reddit files have them. A thread's pairs stand
 * together, each question being the thread's opening or an earlier answer. So each pair becomes one conversation whose
 * context reaches back through the earlier answers, and only its reply is learnt: every reply is learnt once.
 */
export function pairsReader(source: string): RecordReader {
  let opening = '';
  /** The text that each text of this thread answers. */
  let answered = new Map<string, string | undefined>();
  return (value) => {
    if (!isObject(value) || typeof value.question !== 'string' || typeof value.answer !== 'string') return WRONG_SHAPE;
    const { question, answer } = value as { question: string; answer: string };
    if (!answered.has(question) || answered.size > MOST_REMEMBERED) {
      opening = question;
      answered = new Map([[question, undefined]]);
    }
    const turns: RawTurn[] = [{ text: answer, weight: 1 }];
    for (
      let text: string | undefined = question;
      text !== undefined && turns.length <= MOST_CONTEXT;
      text = answered.get(text)
    ) {
      turns.unshift({ text, weight: 0 });
    }
    if (!answered.has(answer)) answered.set(answer, question);
    return { source, turns, thread: opening };
  };
}
