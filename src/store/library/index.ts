/** Rows of checkpoints and datasets. */

export { findCheckpoint, getCheckpoint, insertCheckpoint, listCheckpoints } from './checkpoints.js';
export { deleteDataset, findDataset, getDataset, insertDataset, listDatasets } from './datasets.js';
