import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Preregistration } from '../../spec/api/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import { sealedOf } from '../plan/index.js';

/** What is stated, before it is signed. */
export type Statement = Omit<Preregistration, 'object' | 'format' | 'service' | 'signature'> & {
  /** Version of Sentimate. */
  readonly serviceVersion: string;
};

/**
 * Signs a statement with the service's private Ed25519 key (RFC 8032), over the canonical JSON of everything but the
 * signature. Equal statements give equal signatures.
 */
export function signedStatement({ serviceVersion, plan, ...rest }: Statement, key: KeyObject): Preregistration {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
  const content: Omit<Preregistration, 'signature'> = {
    object: 'preregistration',
    format: 1,
    ...rest,
    plan: sealedOf(plan as Parameters<typeof sealedOf>[0]) as Preregistration['plan'],
    service: { version: serviceVersion, publicKey },
  };
  return { ...content, signature: sign(null, Buffer.from(canonicalJson(content)), key).toString('hex') };
}
