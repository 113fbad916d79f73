/** Zstandard frames by hand (RFC 8878), so that tests need no compressor. */

/** Blocks hold the bytes as they are; the window is 1 MiB unless given as its descriptor byte. */
export function zstFrame(bytes: Uint8Array, { window = 0x50, checksum = false } = {}): Buffer {
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, checksum ? 4 : 0, window])];
  const most = 100_000;
  for (let from = 0; from === 0 || from < bytes.length; from += most) {
    const body = bytes.subarray(from, from + most);
    parts.push(blockHeader(from + most >= bytes.length, 0, body.length), Buffer.from(body));
  }
  if (checksum) parts.push(Buffer.alloc(4));
  return Buffer.concat(parts);
}

/** `blocks` blocks of 128 KiB of one byte: four bytes of file for each. */
export function zstBomb(blocks: number): Buffer {
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x50])];
  for (let i = 1; i <= blocks; i++) parts.push(blockHeader(i === blocks, 1, 131_072), Buffer.from('a'));
  return Buffer.concat(parts);
}

export function zstSkippable(bytes: Uint8Array, kind = 0): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a50 + kind, 0);
  header.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

function blockHeader(last: boolean, type: number, size: number): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((last ? 1 : 0) | (type << 1) | (size << 3), 0, 3);
  return header;
}
