/** Fine-tuning of a child: methods, examples, training loop, card. */

export { loadExamples } from './examples.js';
export { fineTune } from './fine-tune.js';
export { secondsOfStep } from './step-time.js';
