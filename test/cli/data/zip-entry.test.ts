import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zipEntry } from '../../../src/cli/data/zip-entry.js';

/** A zip archive after PKWARE's APPNOTE: local entries, directory, end record. */
function zip(files: Readonly<Record<string, string>>, method: 0 | 8): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let place = 0;
  for (const [name, text] of Object.entries(files)) {
    const packed = method === 8 ? deflateRawSync(text) : Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(text), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(Buffer.byteLength(text), 18);
    common.writeUInt16LE(name.length, 22);
    const entry = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(place, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, Buffer.from(name)]));
    local.push(entry);
    place += entry.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(local.length, 4);
  end.writeUInt16LE(local.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(place, 12);
  return Buffer.concat([...local, list, Buffer.from('PK\x05\x06'), end]);
}

describe('zipEntry', () => {
  const files = { 'a.txt': 'first', 'folder/b.json': '{"x":1}'.repeat(1000) };

  it.each([0, 8] as const)('finds a file by name (method %i)', async (method) => {
    const archive = zip(files, method);
    expect((await zipEntry(archive, 'folder/b.json', 1e6))?.toString()).toBe(files['folder/b.json']);
    expect((await zipEntry(archive, 'a.txt', 1e6))?.toString()).toBe('first');
    expect(await zipEntry(archive, 'b.json', 1e6)).toBeUndefined();
  });

  it('gives nothing for what is no archive, is cut short, or expands too far', async () => {
    const archive = zip(files, 8);
    expect(await zipEntry(Buffer.from('not a zip'), 'a.txt', 1e6)).toBeUndefined();
    expect(await zipEntry(archive, 'folder/b.json', 100)).toBeUndefined();
    for (let cut = 1; cut < archive.length; cut += 7) {
      expect(await zipEntry(archive.subarray(cut), 'a.txt', 1e6)).toBeUndefined();
      expect(await zipEntry(archive.subarray(0, -cut), 'a.txt', 1e6)).toBeUndefined();
    }
  });

  it('gives nothing for a file that expands farther than the directory says', async () => {
    const archive = zip(files, 8);
    const entry = archive.lastIndexOf(Buffer.from('PK\x01\x02'));
    archive.writeUInt32LE(50, entry + 24);
    expect(await zipEntry(archive, 'folder/b.json', 100)).toBeUndefined();
  });
});
