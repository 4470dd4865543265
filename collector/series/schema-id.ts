import { readHex } from '#protocol/frame.ts';
import { SCHEMA_ID_BYTES } from '#protocol/schema.ts';

/** The identity at `offset` as text, for what is rare. */
export function schemaIdAt(bytes: Uint8Array, offset: number): string {
  return readHex(bytes, offset, SCHEMA_ID_BYTES);
}
