/** UCI in both directions: engines as opponents, and a checkpoint as an engine. */

export { AnchorEngine } from './anchor-engine.js';
export { type EngineLevel, parseLevel, type ResolvedLevel, resolveLevel } from './engine-level.js';
export { EnginePool } from './engine-pool.js';
export { EngineError, type EngineErrorCode, type SearchLimit } from './uci-engine.js';
export { UciServer } from './uci-server.js';
