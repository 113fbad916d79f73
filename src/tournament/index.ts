export * from './check.js';
export * from './contestants.js';
export * from './openings.js';
export * from './plan.js';
export * from './resolve.js';
export * from './schedule.js';
export * from './spec-error.js';
