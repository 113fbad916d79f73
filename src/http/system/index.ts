/** Routes of operation: health, workers, metrics, anchors. */

export { anchorRoutes } from './anchors.js';
export { healthRoutes } from './health.js';
export { systemRoutes } from './system.js';
