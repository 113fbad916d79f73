/** Reader of the `chitchat` format. */
import { isObject, type RecordReader, WRONG_SHAPE } from '../conversation/index.js';

/**
 * Reads a conversation of the `chitchat-dataset` package: `{"messages": [[{"text": ...}, ...], ...]}`. Each inner list
 * holds the messages of one person before the other answers, and becomes one turn.
 */
export const chitchatReader =
  (source: string): RecordReader =>
  (value) => {
    if (!isObject(value) || !Array.isArray(value.messages)) return WRONG_SHAPE;
    const turns: string[] = [];
    for (const group of value.messages as unknown[]) {
      if (!Array.isArray(group)) return WRONG_SHAPE;
      const texts: string[] = [];
      for (const message of group as unknown[]) {
        if (!isObject(message) || typeof message.text !== 'string') return WRONG_SHAPE;
        texts.push(message.text);
      }
      turns.push(texts.join('\n'));
    }
    return { source, turns: turns.map((text) => ({ text, weight: 1 })), thread: turns.join('\n') };
  };
