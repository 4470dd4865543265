import type { RecordedObject } from '../recording.ts';
import { variationAt } from '../recording-formats/variation.ts';
import { ObjectTable, type SimulatedObject } from '../snmp/object-table.ts';
import type { SnmpType, SnmpValue } from '../snmp/value.ts';

export interface ReplayOptions {
  /** When the replay began; what moves is counted from there. */
  startedMs: number;
  /** Counters go on, and the time since the start runs. Without it everything stays as it was recorded. */
  moving?: boolean;
}

/** The objects of a recording, as a device tells them. */
export function recordedTable(objects: readonly RecordedObject[], options: ReplayOptions): ObjectTable {
  return new ObjectTable(objects.map((object, index) => replayed(object, index, options)));
}

function replayed(
  object: RecordedObject,
  index: number,
  { startedMs, moving }: ReplayOptions,
): SimulatedObject {
  const { oid, type, value, variation } = object;
  const seconds = (nowMs: number) => Math.max(0, nowMs - startedMs) / 1_000;
  if (variation) return { oid, type, at: (nowMs) => variationAt(variation, seconds(nowMs)) };
  const step = moving ? stepOf(oid, type, value, index) : 0;
  return step === 0 ? object : { oid, type, at: (nowMs) => advanced(type, value, step * seconds(nowMs)) };
}

/** How much a value grows in a second. Counters that never counted stay at zero. */
function stepOf(oid: string, type: SnmpType, value: SnmpValue, index: number): number {
  if (oid === '1.3.6.1.2.1.1.3.0') return 100;
  const isCounter = (type === 'counter32' || type === 'counter64') && Number(value) > 0;
  return isCounter ? 10 + ((index * 7_919) % 990) : 0;
}

function advanced(type: SnmpType, value: SnmpValue, by: number): number | bigint {
  const sum = BigInt(value as number | bigint) + BigInt(Math.floor(by));
  return type === 'counter64' ? sum & 0xffff_ffff_ffff_ffffn : Number(sum & 0xffff_ffffn);
}
