/** What the verdict of a tournament says: cards of its page. */

export { ContrastsCard } from './contrasts.js';
export { OpinionsCard } from './opinions.js';
export { RegretCard } from './regret.js';
export { TreatmentCard } from './treatment.js';
export { VerdictCard } from './verdict.js';
