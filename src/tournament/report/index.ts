/** The report of a tournament: as a value, a page and files; and its recomputation from the files. */

export { armPools, poolLines } from './arm-pools.js';
export { checkBundle, type PgnTags } from './check-report.js';
export { PETAFLOP_DAY, type ReportCard } from './cost-report.js';
export { SCALES } from './number-text.js';
export { REPORT_CSP, reportHtml } from './page.js';
export { type Report, type ReportInput, reportOf } from './report.js';
export { type CsvValue, csvLine, GAME_COLUMNS, gameCsvLine, ratingsCsv } from './report-csv.js';
export { sideEffectCells, sideEffectNotes } from './side-effects-section.js';
