/** The report as one HTML page with its figures; tables that a terminal shows too. */

export { REPORT_CSP, reportHtml } from './page.js';
export { sideEffectCells, sideEffectNotes } from './side-effects-section.js';
