/** Commands on mechanism: cosine, probe, steer. */

export { registerMechanism } from './mechanism.js';
