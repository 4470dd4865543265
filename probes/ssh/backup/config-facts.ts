import { createHash } from 'node:crypto';
import type { Fact } from '#probes/probe.ts';
import { CONFIG_KIND, type ConfigRecord } from '#protocol/config-record.ts';
import { LIMITS } from '#protocol/limits.ts';
import { maskSecrets } from './mask-secrets.ts';
import { normaliseConfig } from './normalise-config.ts';

/** A configuration that was read, ready to be kept. */
export interface ConfigBackup {
  /** First 48 bits of the hash, as a number that a sample can carry. */
  fingerprint: number;
  facts: Fact[];
}

/** Names, hash and the like around the text of a record, in bytes. */
const OVERHEAD = 1_024;
const FEWEST_LINES = 3;
const MOST_PARTS = 64;
const FINGERPRINT_DIGITS = 12;

/**
 * Masks, normalises and cuts into records. The hash is that of the masked text: what is kept can be checked against
 * it, and a device that encrypts the same secret anew each time does not seem to change. Throws when the text is no
 * configuration.
 */
export function configBackup(platform: string, raw: string): ConfigBackup {
  const text = maskSecrets(normaliseConfig(raw));
  if (text.split('\n').length <= FEWEST_LINES) throw new Error('what came is no configuration');
  const hash = createHash('sha256').update(text).digest('hex');
  const texts = cut(text, LIMITS.recordBytes - OVERHEAD);
  if (texts.length > MOST_PARTS) throw new Error(`a configuration of ${texts.length} records is too long`);
  return {
    fingerprint: Number.parseInt(hash.slice(0, FINGERPRINT_DIGITS), 16),
    facts: texts.map((part, at) => {
      const data: ConfigRecord = { platform, hash, part: at + 1, parts: texts.length, text: part };
      return { kind: CONFIG_KIND, key: at === 0 ? platform : `${platform}/${at + 1}`, data };
    }),
  };
}

/** Pieces of whole lines, each within so many bytes as JSON. */
function cut(text: string, bytes: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let size = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const lineBytes = Buffer.byteLength(JSON.stringify(line));
    if (size + lineBytes > bytes && piece !== '') {
      pieces.push(piece);
      piece = '';
      size = 0;
    }
    piece += line;
    size += lineBytes;
  }
  return [...pieces, piece];
}
