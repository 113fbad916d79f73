/** The pages, one per file; the folders beside them hold their parts. */

export { CheckpointPage } from './checkpoint.js';
export { DatasetPage } from './dataset.js';
export { DatasetsPage } from './datasets.js';
export { FineTunePage } from './fine-tune.js';
export { FineTunesPage } from './fine-tunes.js';
export { GamePage } from './game.js';
export { ModelsPage } from './models.js';
export { NewTournamentPage } from './new-tournament.js';
export { StudiesPage } from './studies.js';
export { StudyPage } from './study.js';
export { SystemPage } from './system.js';
export { TournamentPage } from './tournament.js';
export { TournamentsPage } from './tournaments.js';
