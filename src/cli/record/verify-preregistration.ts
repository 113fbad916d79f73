import { CliError } from '../shell/index.js';
import { checkLines, readText } from './verdict.js';

/** `sentimate verify --preregistration FILE`: checks hash and signature of a plan, without service or network. */
export async function verifyPreregistration(
  file: string,
  { key, json }: { readonly key?: string | undefined; readonly json?: boolean | undefined },
): Promise<void> {
  const { checkStatement } = await import('../../tournament/preregistration/index.js');
  const text = await readText(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CliError('bad-file', `${file}: is not JSON`);
  }
  const found = checkStatement(value, key === undefined ? undefined : await readText(key));
  const { checks, proves, publish } = found;
  const failed = checks.filter(({ ok }) => !ok).map(({ check }) => check);
  if (json) process.stdout.write(`${JSON.stringify({ ok: failed.length === 0, ...found }, null, 2)}\n`);
  else {
    const lines = publish === null ? [] : ['', ...proves, '', publish];
    process.stdout.write(`${[...checkLines(checks), ...lines].join('\n')}\n`);
  }
  if (failed.length > 0) throw new CliError('failed', `failed checks of the signed plan: ${failed.join(', ')}`);
}
