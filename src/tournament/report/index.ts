/** The report of a tournament as a value and as files, and its recomputation from the files; ../page shows it. */

export { armPools, poolLines } from './arm-pools.js';
export { checkBundle, type PgnTags } from './check-report.js';
export { PETAFLOP_DAY, type ReportCard } from './cost-report.js';
export type { CrossCell } from './game-tables.js';
export { count, DASH, fixed, percent, power, pValue, SCALES, signed } from './number-text.js';
export { groupOf } from './play-by-arm.js';
export { type Report, type ReportInput, reportOf } from './report.js';
export { type CsvValue, csvLine, GAME_COLUMNS, gameCsvLine, ratingsCsv } from './report-csv.js';
