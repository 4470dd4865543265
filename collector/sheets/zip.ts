/*
 * As much of ZIP as a workbook needs. No library, since at this door the size of what comes out must be bounded before
 * it is unpacked, and Node has everything else.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { SheetError } from './sheet-error.ts';

const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES = 65_535;
const STORED = 0;
const DEFLATED = 8;
/** UTF-8 names. */
const FLAGS = 0x0800;
/** 1980-01-01, the earliest that it knows: the same content is the same bytes. */
const DATE = 0x21;

/** The files of an archive; each is unpacked when asked for, and all of them to at most `limitBytes`. */
export function openZip(bytes: Buffer, limitBytes: number) {
  let leftBytes = limitBytes;
  const entries = new Map<string, { method: number; packed: number; at: number }>();
  const end = findEnd(bytes);
  const count = read(() => bytes.readUInt16LE(end + 10));
  let at = read(() => bytes.readUInt32LE(end + 16));
  for (let number = 0; number < count; number++) {
    const [signature, method, packed, nameLength, extra, comment, local] = read(() => [
      bytes.readUInt32LE(at),
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32),
      bytes.readUInt32LE(at + 42),
    ]) as [number, number, number, number, number, number, number];
    if (signature !== ENTRY) throw damaged();
    entries.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), { method, packed, at: local });
    at += 46 + nameLength + extra + comment;
  }

  return {
    names: () => [...entries.keys()],
    text(name: string): string | undefined {
      const entry = entries.get(name);
      if (!entry) return undefined;
      if (read(() => bytes.readUInt32LE(entry.at)) !== LOCAL) throw damaged();
      const names = read(() => bytes.readUInt16LE(entry.at + 26) + bytes.readUInt16LE(entry.at + 28));
      const from = entry.at + 30 + names;
      const packed = bytes.subarray(from, from + entry.packed);
      const content = unpack(packed, entry.method, leftBytes);
      leftBytes -= content.length;
      return content.toString('utf8');
    },
  };
}

function unpack(packed: Buffer, method: number, limitBytes: number): Buffer {
  if (method === STORED && packed.length <= limitBytes) return packed;
  if (method !== STORED && method !== DEFLATED) throw damaged();
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, limitBytes) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw damaged();
    throw new SheetError('too_large', 'unpacked it is larger than is allowed');
  }
}

/** An archive of these files. */
export function writeZip(files: readonly (readonly [name: string, text: string])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const content = Buffer.from(text);
    const packed = deflateRawSync(content);
    const title = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(FLAGS, 2);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(title.length, 22);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(offset, 10);
    directory.push(word(ENTRY), Buffer.from([20, 0]), common, where, title);
    parts.push(word(LOCAL), common, title, packed);
    offset += 4 + common.length + title.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

function findEnd(bytes: Buffer): number {
  const least = Math.max(0, bytes.length - END_BYTES - COMMENT_BYTES);
  for (let at = bytes.length - END_BYTES; at >= least; at--) if (bytes.readUInt32LE(at) === END) return at;
  throw damaged();
}

/** Places outside the file are damage, not a fault of ours. */
function read<Result>(from: () => Result): Result {
  try {
    return from();
  } catch {
    throw damaged();
  }
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

function damaged(): SheetError {
  return new SheetError('damaged', 'not a whole workbook: save it again as .xlsx or as “CSV UTF-8”');
}
