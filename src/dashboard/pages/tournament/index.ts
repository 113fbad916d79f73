/** Cards of the page of a tournament. */

export { armsByRecipe } from './arms.js';
export { ChildrenCard } from './children.js';
export { ContrastCard } from './contrast.js';
export { CrossTableCard } from './cross-table.js';
export { EventsCard } from './events.js';
export { FaultsCard } from './faults.js';
export { LiveCard } from './live.js';
export { PlanCard } from './plan.js';
export { ProgressCard } from './progress.js';
export { RecentGamesCard } from './recent-games.js';
export { StandingsCard } from './standings.js';
