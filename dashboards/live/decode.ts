import {
  LIVE_VERSION,
  readValues,
  type ToBrowser,
  VALUES_HEADER_BYTES,
  valuesBytes,
} from '#protocol/live.ts';

const VALUES_KIND = 1;

export type LiveValues = ReturnType<typeof readValues>;

/** A `values` message as columns; undefined when it is of another kind, version or length than this page reads. */
export function decodeValues(message: ArrayBuffer): LiveValues | undefined {
  if (message.byteLength < VALUES_HEADER_BYTES) return undefined;
  const view = new DataView(message);
  if (view.getUint8(0) !== VALUES_KIND || view.getUint8(1) !== LIVE_VERSION) return undefined;
  if (message.byteLength !== valuesBytes(view.getUint32(4, true))) return undefined;
  return readValues(message);
}

/** A text message; undefined when it is none. */
export function decodeText(text: string): ToBrowser | undefined {
  try {
    const message: unknown = JSON.parse(text);
    if (message && typeof message === 'object' && 'type' in message) return message as ToBrowser;
  } catch {
    // Told by the result.
  }
  return undefined;
}
