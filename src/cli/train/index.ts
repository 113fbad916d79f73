/** Commands that train: a base, a single fine-tune, scaling curves. */

export { registerFineTune } from './fine-tune.js';
export { registerScaling } from './scaling.js';
export { registerTrain } from './train.js';
