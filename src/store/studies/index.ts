/** Rows of studies and their cells. */

export { cancelCells, cancelStudy } from './cancel-study.js';
export { createStudy } from './create-study.js';
export { dueStudyCells } from './due-study-cells.js';
export { getStudy, getStudyCells, getStudySources, listStudies, type StudyCellRow, type StudyRow } from './studies.js';
