/** The oldest Node the project runs on, as [major, minor]. */
export const OLDEST_NODE = [20, 19];

/** Undefined when the version will do, else the line to print. */
export function nodeVersionProblem(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const [wantMajor, wantMinor] = OLDEST_NODE;
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return undefined;
  return `Node ${wantMajor}.${wantMinor} or later is needed; this is Node ${version}`;
}
