import { FRAME_HEADER_BYTES, ITEM_HEADER_BYTES } from '#protocol/frame.ts';
import { ENTRY_HEADER_BYTES } from './journal.ts';

const BODY = ENTRY_HEADER_BYTES + ITEM_HEADER_BYTES;

/** Offsets inside an entry, as `journal.ts` and `protocol/frame.ts` lay it out. */
export const ENTRY = {
  bytes: 0,
  origin: 4,
  source: 8,
  epoch: 24,
  arrival: 32,
  skew: 40,
  itemKind: ENTRY_HEADER_BYTES,
  itemFlags: ENTRY_HEADER_BYTES + 1,
  itemBodyBytes: ENTRY_HEADER_BYTES + 4,
  sequence: ENTRY_HEADER_BYTES + 8,
  itemBody: BODY,
  frameSchema: BODY,
  frameTime: BODY + 16,
  frameValues: BODY + FRAME_HEADER_BYTES,
} as const;
