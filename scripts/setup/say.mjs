/** Every line of the set-up goes through here, so that all look the same. */
export function say(line) {
  process.stdout.write(`set-up: ${line}\n`);
}

/** An expected failure: one line for the person, no stack. */
export class SetupError extends Error {
  name = 'SetupError';
}

export const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
