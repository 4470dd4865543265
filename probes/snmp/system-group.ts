import { rawText } from '../profile/engine/raw-text.ts';
import type { SystemGroup } from './recognise.ts';
import type { Oid, SnmpSession, SnmpValue } from './snmp-session.ts';

const UPTIME = '1.3.6.1.2.1.1.3.0';
const OBJECT = '1.3.6.1.2.1.1.2.0';
const DESCRIPTION = '1.3.6.1.2.1.1.1.0';
const NAME = '1.3.6.1.2.1.1.5.0';

/** Clocks that not every device has: hrSystemUptime, snmpEngineTime. */
export const HOST_UPTIME = '1.3.6.1.2.1.25.1.1.0';
export const ENGINE_TIME = '1.3.6.1.6.3.10.2.1.3.0';

/**
 * The first exchange with a device, and a cheap one: whether it answers, and what it calls itself. `clocks`: further
 * objects of this file that are worth asking for.
 */
export async function readSystemGroup(
  session: Pick<SnmpSession, 'get'>,
  signal: AbortSignal,
  clocks: readonly Oid[] = [],
): Promise<SystemGroup> {
  const asked = [UPTIME, OBJECT, DESCRIPTION, NAME, ...clocks];
  const values = await session.get(asked, signal);
  const valueAt = (oid: Oid) => values[asked.indexOf(oid)];
  const object = valueAt(OBJECT);
  return {
    clocks: {
      system: numberOf(valueAt(UPTIME)),
      host: numberOf(valueAt(HOST_UPTIME)),
      engineSeconds: numberOf(valueAt(ENGINE_TIME)),
    },
    object: typeof object === 'string' ? object.replace(/^\./, '') : '',
    description: textOf(valueAt(DESCRIPTION)),
    name: textOf(valueAt(NAME)),
  };
}

function numberOf(value: SnmpValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function textOf(value: SnmpValue | undefined): string {
  return value === undefined ? '' : rawText(value).slice(0, 500);
}
