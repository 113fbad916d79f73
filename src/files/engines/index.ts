/** The UCI engines that this machine may play with. Apart from `files`, because it loads schemas. */

export { configuredEngines } from './configured-engines.js';
