/** Fields of the page that starts a tournament. */

export { EstimateCard } from './estimate.js';
export { Field, NumberField } from './fields.js';
