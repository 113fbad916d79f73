import { spawn, spawnSync } from 'node:child_process';

/**
 * Runs a program to its end. Its output is inherited when `show` is set, else collected.
 * Never throws: a program that is missing comes back with code 127.
 */
export function run(program, args, { cwd, env, show = false, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    let stdout = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      stdout += chunk;
    });
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, signal: null, stdout, output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, stdout, output }));
  });
}

/** True when the program starts and exits with 0. */
export function works(program, args) {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 60_000 }).status === 0;
}

/**
 * The line of a failed program's output that says most: one that names an error, else one that mentions it, else the
 * last.
 */
export function reason({ code, signal, output }) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const line =
    lines.find((text) => /^(\w+: )?(fatal )?\w*error\b.*:/i.test(text)) ??
    lines.find((text) => /error/i.test(text)) ??
    lines.at(-1);
  return line ? line.slice(0, 240) : signal ? `ended by ${signal}` : `exit code ${code}`;
}
