import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { ProbeError } from '../probe-error.ts';

/** Packed bytes may be more than unpacked ones only by a trick; this much is granted. */
const PACKED_OVERHEAD = 65_536;

/**
 * Reads and unpacks at most so many bytes, and stops the sender then: what is beyond is never held. The connection is
 * of no further use afterwards when it was cut.
 */
export async function readBody(
  answer: IncomingMessage,
  maxBytes: number,
): Promise<{ body: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isCut = false;
  const source = await unpacked(answer, maxBytes + PACKED_OVERHEAD);
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      const room = maxBytes - bytes;
      isCut = chunk.length > room;
      // A piece of a large chunk would hold all of it.
      chunks.push(isCut ? Buffer.from(chunk.subarray(0, room)) : chunk);
      bytes += chunk.length;
      if (isCut) break;
    }
  } finally {
    if (isCut) answer.destroy();
  }
  return { body: Buffer.concat(chunks), isCut };
}

async function unpacked(answer: IncomingMessage, maxPackedBytes: number): Promise<Readable> {
  const packing = (answer.headers['content-encoding'] ?? '').trim().toLowerCase();
  if (packing === '' || packing === 'identity') return answer;
  const unpacker = unpackerOf(packing, await firstByte(answer));
  if (!unpacker)
    throw new ProbeError('not_understood', `the page is packed with ${packing}, for which nobody asked`);
  let packed = 0;
  answer.on('data', (chunk: Buffer) => {
    packed += chunk.length;
    if (packed > maxPackedBytes)
      answer.destroy(new ProbeError('not_understood', 'packed bytes that unpack to nothing'));
  });
  answer.on('error', (error) => unpacker.destroy(error));
  unpacker.on('error', () => answer.destroy());
  return answer.pipe(unpacker);
}

/** What is cut off at its end is told by the length that the server promised; here it is read as far as it goes. */
function unpackerOf(packing: string, first: number | undefined): Transform | undefined {
  const lenient = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
  switch (packing) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip(lenient);
    case 'deflate':
      // The standard means zlib's form; some servers send the bare one.
      return first === undefined || (first & 0x0f) === 8 ? createInflate(lenient) : createInflateRaw(lenient);
    case 'br':
      return createBrotliDecompress({
        flush: constants.BROTLI_OPERATION_FLUSH,
        finishFlush: constants.BROTLI_OPERATION_FLUSH,
      });
    default:
      return undefined;
  }
}

function firstByte(answer: IncomingMessage): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const chunk: Buffer | null = answer.read();
      if (chunk !== null && chunk.length > 0) answer.unshift(chunk);
      answer.off('readable', look).off('end', look).off('error', reject);
      resolve(chunk?.[0]);
    };
    answer.once('readable', look).once('end', look).once('error', reject);
  });
}
