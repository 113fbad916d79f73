/** Routes of checkpoints, datasets and single fine-tunes. */

export { datasetExampleRoutes } from './dataset-examples.js';
export { datasetRoutes } from './datasets.js';
export { fineTuneOf, fineTuneRoutes } from './fine-tunes.js';
export { modelRoutes } from './models.js';
