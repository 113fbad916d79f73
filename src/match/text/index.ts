/** Chess through text: a language model that reads a game as movetext and finds some moves likelier than others. */

export { TextEvaluator } from './text-evaluator.js';
