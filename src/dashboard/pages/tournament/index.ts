/** Parts of the page of a tournament. */

export { armsByRecipe } from './arms.js';
export { ChildrenCard } from './children.js';
export { CrossTableCard } from './cross-table.js';
export { EndingsCard } from './endings.js';
export { EventsCard } from './events.js';
export { LiveBoardsCard } from './live-boards.js';
export { PlanCard } from './plan.js';
export { ProgressCard } from './progress.js';
export { QuestionsCard } from './questions.js';
export { RecentGamesCard } from './recent-games.js';
export { StandingsCard } from './standings.js';
