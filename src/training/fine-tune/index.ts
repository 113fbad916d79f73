/** Fine-tuning of a child: method, examples, training loop, card. */

export { loadExamples } from './examples.js';
export { fineTune } from './fine-tune.js';
