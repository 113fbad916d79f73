/** Rows of studies and their cells. */

export { cancelCells, cancelStudy } from './cancel-study.js';
export { createStudy } from './create-study.js';
export { dueStudyCells } from './due-study-cells.js';
export { getStudy, getStudyCells } from './get-study.js';
export { listStudies } from './list-studies.js';
export type { StudyCellRow, StudyRow } from './study-rows.js';
