/**
 * Takes members out of a zip archive (a wheel is one) and streams them to disk: the TensorFlow library is 788 MB
 * unpacked. yauzl is imported when it is needed, because set-up has to install it first.
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

async function openZip(path) {
  const { default: yauzl } = await import('yauzl');
  try {
    return await yauzl.openPromise(path, { autoClose: false });
  } catch (error) {
    throw new Error(`this is not a zip archive, or it is cut short (${error.message})`);
  }
}

/** Passes bytes on and fails at the end when their CRC-32 is not what the directory says. yauzl checks the length. */
function checked({ fileName, crc32 }) {
  let crc = 0;
  return new Transform({
    transform(chunk, _encoding, done) {
      crc = zlib.crc32(chunk, crc);
      done(null, chunk);
    },
    flush(done) {
      done(crc === crc32 ? null : new Error(`${fileName} is damaged in the zip archive`));
    },
  });
}

/**
 * Writes the members whose names are wanted below `folder`, under their own names. Returns their sizes by name. Throws
 * for what is no archive, a damaged member, and a name that leads out of the folder.
 */
export async function unzip(path, folder, wanted) {
  const sizes = {};
  const zip = await openZip(path);
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName } = entry;
      if (fileName.endsWith('/') || !wanted(fileName)) continue;
      const target = join(folder, ...fileName.split('/'));
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), checked(entry), createWriteStream(target));
      sizes[fileName] = entry.uncompressedSize;
    }
  } finally {
    zip.close();
  }
  return sizes;
}
