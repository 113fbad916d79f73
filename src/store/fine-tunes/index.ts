/** Rows of fine-tunes: claim, lease, metrics, end. */

export { cancelFineTune } from './cancel-fine-tune.js';
export { claimFineTune, dueFineTunes, renewFineTune } from './claim-fine-tune.js';
export { failFineTune } from './fail-fine-tune.js';
export {
  listFineTuneMetrics,
  recordFineTuneCheck,
  recordFineTuneMetric,
  recordFineTuneTraining,
} from './fine-tune-metrics.js';
export { getFineTune, listFineTunes } from './fine-tunes.js';
export { finishFineTune } from './finish-fine-tune.js';
export { insertFineTune, upsertFineTunes } from './insert-fine-tune.js';
export { lockFineTunes } from './lock-fine-tunes.js';
export { sweepFineTunes } from './sweep-fine-tunes.js';
