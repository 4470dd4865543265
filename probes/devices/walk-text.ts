/*
 * Hand-written walks for the tests of profiles, one column a line:
 *
 *   walkText({ '1.3.6.1.2.1.1.5.0': 'core-1', '1.3.6.1.2.1.47.1.1.1.1.7': { 1: 'Board 1', 2: 'Board 2' } })
 */

import { loadProfiles } from '../profile/profiles.ts';
import { deviceOf, type ReadDevice, readDevice } from '../snmp/test-device.ts';

type Value = number | string;

const profiles = loadProfiles();

/** What the shipped profiles make of a device that answers these walks. */
export function readWalk(...texts: readonly string[]): Promise<ReadDevice> {
  return readDevice('auto', deviceOf(texts.join('\n')), profiles);
}

/** Text for `deviceOf`: scalars by their exact OID, columns as index → value. Numbers are integers, texts octets. */
export function walkText(objects: Record<string, Value | Record<string, Value>>): string {
  return Object.entries(objects)
    .flatMap(([oid, content]) =>
      typeof content === 'object'
        ? Object.entries(content).map(([index, value]) => line(`${oid}.${index}`, value))
        : [line(oid, content)],
    )
    .join('\n');
}

/** What a device says of itself, for recognition. */
export function systemText(object: string, description: string): string {
  return walkText({
    '1.3.6.1.2.1.1.1.0': description,
    '1.3.6.1.2.1.1.3.0': 8_640_000,
    '1.3.6.1.2.1.1.5.0': 'rack-7',
  }).concat(`\n1.3.6.1.2.1.1.2.0|6|${object}`);
}

function line(oid: string, value: Value): string {
  if (typeof value === 'number') return `${oid}|2|${value}`;
  return `${oid}|4x|${Buffer.from(value, 'utf8').toString('hex')}`;
}
