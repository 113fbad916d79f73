/** An offline check of a signed plan. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Preregistration } from '../../spec/api/index.js';
import { canonicalJson, hashOf } from '../../spec/keys/index.js';

/** One thing that was checked. */
interface StatementCheck {
  readonly check: 'form' | 'plan' | 'order' | 'signature' | 'key';
  readonly ok: boolean;
  readonly detail: string;
}

/** What the check found. */
interface CheckedStatement {
  readonly checks: readonly StatementCheck[];
  /** What follows from the file and what does not, one sentence each; empty if a check failed. */
  readonly proves: readonly string[];
  /** The line whose publication dates the statement; null if a check failed. */
  readonly publish: string | null;
}

/** SHA-256 of a public key's SPKI, 64 hexadecimal digits. */
const fingerprintOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');

/** The public Ed25519 key in a PEM; null if it holds none. */
function publicKeyOf(pem: unknown): KeyObject | null {
  try {
    const key = createPublicKey(pem as string);
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

const isTime = (value: unknown): boolean => typeof value === 'string' && Number.isFinite(Date.parse(value));

function isStatement(value: unknown): value is Preregistration {
  const { object, format, plan, planHash, sealedAt, firstResultAt, service, signature, results } = (value ??
    {}) as Partial<Preregistration>;
  return (
    object === 'preregistration' &&
    format === 1 &&
    typeof plan === 'object' &&
    typeof planHash === 'string' &&
    isTime(sealedAt) &&
    (firstResultAt === null || isTime(firstResultAt)) &&
    typeof results === 'number' &&
    typeof service?.publicKey === 'string' &&
    /^[0-9a-f]{128}$/.test(signature ?? '')
  );
}

/** Numbers beyond the range of a double have none. */
function hasCanonicalForm(value: unknown): boolean {
  try {
    canonicalJson(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * Checks a signed plan: its hash, the order of its times, and the signature against the key in `keyPem`, or that in the
 * file without one. `value` is any JSON.
 */
export function checkStatement(value: unknown, keyPem?: string): CheckedStatement {
  if (!isStatement(value) || !hasCanonicalForm(value))
    return { checks: [{ check: 'form', ok: false, detail: 'it is no signed plan' }], proves: [], publish: null };
  const { signature, ...content } = value;
  const own = publicKeyOf(value.service.publicKey);
  const given = keyPem === undefined ? null : publicKeyOf(keyPem);
  const key = keyPem === undefined ? own : given;
  const bytes = Buffer.from(canonicalJson(content));
  const hash = hashOf<string>(value.plan);
  const holds = key !== null && verify(null, bytes, key, Buffer.from(signature, 'hex'));
  const inOrder = value.firstResultAt === null || Date.parse(value.sealedAt) <= Date.parse(value.firstResultAt);
  const checks: StatementCheck[] = [
    {
      check: 'plan',
      ok: hash === value.planHash,
      detail:
        hash === value.planHash ? `plan hash ${hash}` : `the plan’s hash is ${hash}, the file says ${value.planHash}`,
    },
    {
      check: 'order',
      ok: inOrder,
      detail: `sealed ${value.sealedAt}; first result ${value.firstResultAt ?? 'not yet recorded'}`,
    },
    ...(keyPem === undefined
      ? []
      : [
          {
            check: 'key' as const,
            ok: given !== null,
            detail: given ? `given key ${fingerprintOf(given)}` : 'the given file holds no public Ed25519 key',
          },
        ]),
    {
      check: 'signature',
      ok: holds,
      detail: holds
        ? `by the key ${fingerprintOf(key)}`
        : 'it does not hold: file and signature do not belong together',
    },
  ];
  if (checks.some(({ ok }) => !ok)) return { checks, proves: [], publish: null };
  const statement = createHash('sha256').update(canonicalJson(value)).digest('hex');
  return {
    checks,
    proves: [
      keyPem === undefined
        ? 'Whoever holds the private key that belongs to the key in this file stated its content. Compare the key’s ' +
          'hash with one that the service’s owner has published, or pass --key.'
        : 'The holder of the given key stated the content of this file.',
      'The times are the service’s word. They are shown to others by publishing the line below where a third party ' +
        'dates it, before the first result: a public repository, an RFC 3161 or OpenTimestamps service.',
    ],
    publish: `Sentimate plan sha256:${value.planHash} statement sha256:${statement} key sha256:${fingerprintOf(key!)}`,
  };
}
