/** Commands that train: a base, a single fine-tune, scaling curves. */

export { registerExport } from './export-onnx.js';
export { registerFineTune } from './fine-tune.js';
export { registerGraft } from './graft.js';
export { registerScaling } from './scaling.js';
export { registerTrain } from './train.js';
