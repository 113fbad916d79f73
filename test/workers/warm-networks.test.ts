import { describe, expect, it } from 'vitest';
import { WarmNetworks } from '../../workers/child/warm-networks.js';

class Fake {
  disposed = false;
  constructor(readonly address: string) {}
  dispose(): void {
    this.disposed = true;
  }
}

function shelf(capacity: number) {
  const loaded: Fake[] = [];
  const networks = new WarmNetworks<Fake>(async (_home, address) => {
    if (address === 'missing') throw new Error('missing');
    const network = new Fake(address);
    loaded.push(network);
    return network;
  }, capacity);
  const use = (address: string) => networks.use('home', address, async (network) => network);
  return { networks, loaded, use };
}

describe('warm networks', () => {
  it('loads once what is used again, and lets go of the one used longest ago', async () => {
    const { loaded, use } = shelf(2);
    const a = await use('a');
    await use('b');
    expect(await use('a')).toBe(a);
    await use('c');
    expect(loaded.map(({ address, disposed }) => [address, disposed])).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
    ]);
    expect(await use('a')).toBe(a);
  });

  it('never lets go of one in use, and loads once for those who ask together', async () => {
    const { networks, loaded, use } = shelf(1);
    const [first, second] = await Promise.all([networks.acquire('home', 'a'), networks.acquire('home', 'a')]);
    expect(first).toBe(second);
    await use('b');
    await use('c');
    networks.release('a');
    await use('d');
    expect(first.disposed).toBe(false);
    networks.release('a');
    await Promise.resolve();
    expect(first.disposed).toBe(true); // 'd' was used later
    expect(networks.size).toBe(1);
    expect(loaded.filter(({ disposed }) => !disposed).map(({ address }) => address)).toEqual(['d']);
  });

  it('forgets one that could not be loaded', async () => {
    const { networks } = shelf(2);
    await expect(networks.acquire('home', 'missing')).rejects.toThrow('missing');
    expect(networks.size).toBe(0);
  });
});
