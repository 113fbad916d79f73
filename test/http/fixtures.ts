/** Stored things that are as complete as real ones, so that their answers are what the document says. */
import type { Card } from '../../src/spec/api/card.js';
import type { DatasetProfile } from '../../src/spec/api/datasets.js';

export const BASE = 'a'.repeat(64);
export const DATASET = 'd'.repeat(64);

/** A card as complete as that of a real checkpoint. */
export const cardOf = (name: string, more: Partial<Card> = {}): Card => ({
  kind: 'base',
  name,
  parent: null,
  data: [DATASET],
  seed: 1,
  steps: 100,
  parameters: 1000,
  flop: { counted: 1e12, byTime: 2e12 },
  seconds: 60,
  metrics: {},
  software: { node: '20.0.0' },
  machine: { backend: 'tensorflow', device: 'cpu', cpu: 'a processor', threads: 2 },
  createdAt: '2026-01-01T00:00:00.000Z',
  ...more,
});
/** The profile of so many examples of dialogue, as complete as that of a real import. */
export function profileOf(address: string, train: number): DatasetProfile {
  const third = Math.floor(train / 3);
  const pools = { positive: third, negative: third, neutral: third };
  return {
    kind: 'dialogue',
    address,
    name: 'starter',
    sources: [],
    records: { read: train + 100, kept: train + 100, dropped: {}, repaired: { 'missing-comma': 0 } },
    turnsDropped: {},
    conversations: { train, heldOut: 100 },
    examples: { train, heldOut: 100 },
    sentiment: { histogram: new Array<number>(20).fill(train / 20), band: 0.5, pools },
    replyWords: { mean: 6, buckets: { '4-6': train } },
    bySource: { starter: { examples: train, pools } },
    labels: { formal: third, casual: third },
  };
}
