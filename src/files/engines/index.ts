/** Engines and source models that this machine may play with. Apart from `files`, because it loads schemas. */

export { configuredEngines } from './configured-engines.js';
export { offerSource, sourceAnchors } from './source-anchors.js';
