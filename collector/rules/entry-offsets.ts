import { ENTRY_HEADER_BYTES } from '#collector/journal/journal.ts';
import { ITEM_HEADER_BYTES } from '#protocol/frame.ts';

const BODY = ENTRY_HEADER_BYTES + ITEM_HEADER_BYTES;

/** Where things lie in an entry of the journal, as `journal.ts` and `protocol/frame.ts` lay them out. */
export const ENTRY = {
  origin: 4,
  arrival: 32,
  skew: 40,
  itemKind: ENTRY_HEADER_BYTES,
  itemFlags: ENTRY_HEADER_BYTES + 1,
  itemBodyBytes: ENTRY_HEADER_BYTES + 4,
  itemBody: BODY,
  frameSchema: BODY,
  frameTime: BODY + 16,
  frameValues: BODY + 24,
} as const;
