/** Rows of checkpoints and datasets. */

export { deleteDataset } from './delete-dataset.js';
export { findCheckpoint } from './find-checkpoint.js';
export { findDataset } from './find-dataset.js';
export { getCheckpoint } from './get-checkpoint.js';
export { getDataset } from './get-dataset.js';
export { insertCheckpoint } from './insert-checkpoint.js';
export { insertDataset } from './insert-dataset.js';
export { listCheckpoints } from './list-checkpoints.js';
export { listDatasets } from './list-datasets.js';
