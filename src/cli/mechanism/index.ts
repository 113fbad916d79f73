/** Commands on the mechanism inside a network: cosine, probe, steer. */

export { registerMechanism } from './mechanism.js';
