import { BerReader, TAG } from '../ber.ts';

/** The message id of a datagram of version 3; undefined for everything else. */
export function readMessageId(bytes: Uint8Array): number | undefined {
  const reader = new BerReader(bytes);
  if (!reader.readTag(TAG.sequence, bytes.length)) return undefined;
  const { end } = reader;
  reader.enter();
  if (!reader.readTag(TAG.integer, end) || reader.integer() !== 3) return undefined;
  if (!reader.readTag(TAG.sequence, end)) return undefined;
  const headerEnd = reader.end;
  reader.enter();
  return reader.readTag(TAG.integer, headerEnd) ? reader.integer() : undefined;
}
