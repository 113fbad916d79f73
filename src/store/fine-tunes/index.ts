/** Rows of fine-tunes: claim, lease, metrics, end. */

export { cancelFineTune } from './cancel-fine-tune.js';
export { claimFineTune } from './claim-fine-tune.js';
export { dueFineTunes } from './due-fine-tunes.js';
export { failFineTune } from './fail-fine-tune.js';
export { finishFineTune } from './finish-fine-tune.js';
export { getFineTune } from './get-fine-tune.js';
export { insertFineTune, upsertFineTunes } from './insert-fine-tune.js';
export { listFineTuneMetrics } from './list-fine-tune-metrics.js';
export { listFineTunes } from './list-fine-tunes.js';
export { lockFineTunes } from './lock-fine-tunes.js';
export { recordFineTuneMetric } from './record-fine-tune-metric.js';
export { renewFineTune } from './renew-fine-tune.js';
export { sweepFineTunes } from './sweep-fine-tunes.js';
