import type { TrapRecord } from '#protocol/trap.ts';
import { hexText, rawText } from '../profile/engine/raw-text.ts';
import type { Trap } from '../profile/profile.ts';
import type { SnmpValue } from '../snmp/snmp-session.ts';

/** A trap or an inform, whatever the version of SNMP. */
export interface ReceivedTrap {
  version: TrapRecord['version'];
  /** Address from which it came. */
  source: string;
  /** The device that it is about, where it says so. */
  about: string | undefined;
  oid: string;
  varbinds: readonly { oid: string; value: SnmpValue | undefined }[];
}

const MAX_VARBINDS = 100;
const MAX_VALUE = 1_000;
/** Of all values of one trap; a datagram brings up to 65,000 bytes, and a device some hundred. */
const MAX_VALUES = 8_000;

/** A trap as people and the API see it; `trap` is what a profile knows of it. */
export function describeTrap(received: ReceivedTrap, trap: Trap | undefined): TrapRecord {
  const { oid, source, about, version, varbinds } = received;
  let left = MAX_VALUES;
  return {
    oid: oid.slice(0, 255),
    name: trap?.name ?? '',
    ...(trap?.severity && { severity: trap.severity }),
    ...(trap && { meaning: trap.meaning }),
    clears: trap?.clears.slice(0, 50) ?? [],
    source,
    ...(about !== undefined && about !== source && { about }),
    version,
    varbinds: varbinds.slice(0, MAX_VARBINDS).map((each) => {
      const value = valueText(each.value).slice(0, Math.min(MAX_VALUE, left));
      left -= value.length;
      return { oid: each.oid.slice(0, 255), value };
    }),
  };
}

/** Text where it is text, otherwise its bytes. */
function valueText(value: SnmpValue | undefined): string {
  if (value === undefined) return '';
  const text = rawText(value);
  if (typeof value !== 'object') return text;
  return /[\p{Cc}\uFFFD]/u.test(text.replace(/[\r\n\t]/g, '')) ? `0x${hexText(value)}` : text;
}
