/** Commands on recorded tournaments: report, verdict, verify. */

export { registerReport } from './report.js';
export { registerVerdict } from './verdict.js';
export { registerVerify } from './verify.js';
