import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { setupModule } from './setup-module.js';

interface Zip {
  unzip(path: string, folder: string, wanted: (name: string) => boolean): Promise<Record<string, number>>;
}
const { unzip } = await setupModule<Zip>('zip');
const all = (): boolean => true;

const folder = mkdtempSync(join(tmpdir(), 'sentimate-zip-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Member {
  readonly name: string;
  readonly data: Buffer;
  readonly stored?: boolean;
  readonly crc?: number;
}

/** A zip archive by the letter of the format; `wide` writes every size and offset into zip64 fields. */
function zipOf(members: readonly Member[], wide = false): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, stored = false, crc = crc32(data) } of members) {
    const packed = stored ? data : deflateRawSync(data);
    const label = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(stored ? 0 : 8, 8);
    local.writeUInt16LE(label.length, 26);
    local.writeUInt16LE(4, 28); // an extra field that the directory does not have
    const extra = Buffer.alloc(wide ? 28 : 0);
    if (wide) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      for (const [i, value] of [data.length, packed.length, offset].entries())
        extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
    }
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(stored ? 0 : 8, 10);
    central.writeUInt32LE(crc, 16);
    central.writeUInt32LE(wide ? 0xffffffff : packed.length, 20);
    central.writeUInt32LE(wide ? 0xffffffff : data.length, 24);
    central.writeUInt16LE(label.length, 28);
    central.writeUInt16LE(extra.length, 30);
    central.writeUInt32LE(wide ? 0xffffffff : offset, 42);
    parts.push(local, label, Buffer.alloc(4), packed);
    directory.push(central, label, extra);
    offset += 30 + label.length + 4 + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(wide ? 0xffff : members.length, 10);
  end.writeUInt32LE(wide ? 0xffffffff : central.length, 12);
  end.writeUInt32LE(wide ? 0xffffffff : offset, 16);
  const end64 = Buffer.alloc(wide ? 76 : 0);
  if (wide) {
    end64.writeUInt32LE(0x06064b50, 0);
    for (const [place, value] of [
      [32, members.length],
      [40, central.length],
      [48, offset],
    ] as const)
      end64.writeBigUInt64LE(BigInt(value), place);
    end64.writeUInt32LE(0x07064b50, 56);
    end64.writeBigUInt64LE(BigInt(offset + central.length), 64);
  }
  return Buffer.concat([...parts, central, end64, end]);
}

function write(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const text = Buffer.from('the same line again and again\n'.repeat(5000));
const members = [
  { name: 'a/deflated.txt', data: text },
  { name: 'a/b/stored.bin', data: Buffer.from([0, 1, 2, 250]), stored: true },
  { name: 'empty', data: Buffer.alloc(0), stored: true },
];

describe('the zip reader', () => {
  it.each([
    ['plain', false],
    ['zip64', true],
  ])('takes out the members of a %s archive', async (name, wide) => {
    const path = write(`${name}.zip`, zipOf(members, wide));
    expect(await unzip(path, join(folder, name), all)).toEqual(
      Object.fromEntries(members.map(({ name: own, data }) => [own, data.length])),
    );
    for (const { name: own, data } of members) expect(readFileSync(join(folder, name, own)).equals(data)).toBe(true);
  });

  it('takes out what is wanted and nothing else', async () => {
    const path = write('some.zip', zipOf([...members, { name: 'a/folder/', data: Buffer.alloc(0), stored: true }]));
    const wanted = (name: string): boolean => name.startsWith('a/');
    expect(Object.keys(await unzip(path, join(folder, 'some'), wanted))).toEqual(['a/deflated.txt', 'a/b/stored.bin']);
    expect(readdirSync(join(folder, 'some'), { recursive: true }).sort()).toEqual([
      'a',
      'a/b',
      'a/b/stored.bin',
      'a/deflated.txt',
    ]);
  });

  it.each(['../outside', 'a/../../outside', '/outside', 'C:/outside'])('refuses the name %s', async (name) => {
    const path = write('outside.zip', zipOf([{ name, data: text }]));
    await expect(unzip(path, join(folder, 'inside'), all)).rejects.toThrow(/invalid relative path|absolute path/);
  });

  it('refuses a member whose content is not what the directory says', async () => {
    const path = write('damaged.zip', zipOf([{ name: 'x', data: text, crc: 7 }]));
    await expect(unzip(path, folder, all)).rejects.toThrow('x is damaged');
    const whole = zipOf(members);
    whole.writeUInt32LE(9, whole.indexOf(Buffer.from('PK\x01\x02')) + 24); // the length of the first
    await expect(unzip(write('longer.zip', whole), folder, all)).rejects.toThrow('too many bytes in the stream');
  });

  it('refuses what is no archive, and one that is cut short', async () => {
    await expect(unzip(write('text.zip', text), folder, all)).rejects.toThrow('not a zip archive');
    await expect(unzip(write('short.zip', zipOf(members).subarray(0, 200)), folder, all)).rejects.toThrow('cut short');
  });
});
