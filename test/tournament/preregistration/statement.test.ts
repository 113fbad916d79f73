import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkStatement } from '../../../src/tournament/preregistration/check-statement.js';
import { signedStatement } from '../../../src/tournament/preregistration/statement.js';
import { planOf } from '../played.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const plan = planOf({ replicates: [1, 2], pairs: 1 });
const statement = {
  tournament: { id: '01890000-0000-7000-8000-000000000000', name: 'Grüße \u2028 "1e21"' },
  plan: plan as Parameters<typeof signedStatement>[0]['plan'],
  planHash: plan.hash,
  sealedAt: '2026-11-21T08:00:00.000Z',
  firstResultAt: '2026-11-21T08:00:01.000Z',
  eventsBefore: 3,
  results: 2,
  chain: 'c'.repeat(64),
  version: 7,
  serviceVersion: '0.1.0',
};
const signed = JSON.parse(JSON.stringify(signedStatement(statement, privateKey))) as Record<string, unknown>;
const pemOf = (key: typeof publicKey): string => key.export({ type: 'spki', format: 'pem' }) as string;
const failing = (value: unknown, key?: string): string[] =>
  checkStatement(value, key)
    .checks.filter(({ ok }) => !ok)
    .map(({ check }) => check);

/** Every value with one leaf changed. */
function* changed(value: unknown): Generator<unknown> {
  if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value))
      for (const other of changed(part))
        yield Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other };
    if (!Array.isArray(value)) yield { ...value, more: 1 };
  } else if (typeof value === 'string') {
    // one character: the last one, or a whole hexadecimal digit
    yield `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
  } else yield typeof value === 'number' ? value + 1 : value === null ? 0 : !value;
}

describe('a signed plan', () => {
  it('holds, with its own key and with the same key given', () => {
    expect(failing(signed)).toEqual([]);
    expect(failing(signed, pemOf(publicKey))).toEqual([]);
    const { publish, proves } = checkStatement(signed);
    expect(publish).toMatch(
      new RegExp(`^Sentimate plan sha256:${plan.hash} statement sha256:[0-9a-f]{64} key sha256:[0-9a-f]{64}$`),
    );
    expect(proves.join(' ')).toContain('The times are the service’s word');
  });

  it('is signed over RFC 8785: keys in order, no blanks, text as it is', () => {
    const ordered = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(ordered)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .sort(([a], [b]) => (a < b ? -1 : 1))
                .map(([name, part]) => [name, ordered(part)]),
            )
          : value;
    const { signature, ...content } = signed;
    const bytes = Buffer.from(JSON.stringify(ordered(content)));
    expect(verify(null, bytes, publicKey, Buffer.from(signature as string, 'hex'))).toBe(true);
  });

  it('does not depend on blanks or on the order of keys in the file', () => {
    const backwards = Object.fromEntries(Object.entries(signed).reverse());
    expect(failing(JSON.parse(JSON.stringify(backwards, null, 4)))).toEqual([]);
  });

  it('shows any change of any value', () => {
    let count = 0;
    for (const other of changed(signed)) {
      count++;
      expect(failing(other).length, JSON.stringify(other).slice(0, 200)).toBeGreaterThan(0);
    }
    expect(count).toBeGreaterThan(150);
  });

  it('does not pass for that of another key, nor a new signature for the given one', () => {
    const other = generateKeyPairSync('ed25519');
    expect(failing(signed, pemOf(other.publicKey))).toEqual(['signature']);
    const again = signedStatement(statement, other.privateKey);
    expect(failing(again)).toEqual([]);
    expect(failing(again, pemOf(publicKey))).toEqual(['signature']);
    expect(failing(signed, 'no key')).toEqual(['key', 'signature']);
  });

  it('must have been sealed before its first result', () => {
    const late = signedStatement({ ...statement, sealedAt: '2026-11-22T08:00:00.000Z' }, privateKey);
    expect(failing(late)).toEqual(['order']);
    expect(failing(signedStatement({ ...statement, firstResultAt: null }, privateKey))).toEqual([]);
  });

  it('holds the public key and nothing of the private one', () => {
    expect(JSON.stringify(signed)).not.toContain('PRIVATE');
    expect((signed.service as { publicKey: string }).publicKey).toBe(pemOf(createPublicKey(privateKey)));
  });

  it.each([[null], [{}], ['text'], [{ ...signed, results: Infinity }], [{ ...signed, signature: 'x' }]])(
    'is not anything else: %#',
    (value) => {
      expect(failing(value)).toEqual(['form']);
    },
  );
});
