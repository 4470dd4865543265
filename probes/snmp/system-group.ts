import { rawText } from '../profile/engine/raw-text.ts';
import type { SystemGroup } from './recognise.ts';
import type { SnmpSession } from './snmp-session.ts';

/** sysUpTime, sysObjectID, sysDescr, sysName. */
const OBJECTS = ['1.3.6.1.2.1.1.3.0', '1.3.6.1.2.1.1.2.0', '1.3.6.1.2.1.1.1.0', '1.3.6.1.2.1.1.5.0'];

/** The first exchange with a device, and a cheap one: whether it answers, and what it calls itself. */
export async function readSystemGroup(session: SnmpSession, signal: AbortSignal): Promise<SystemGroup> {
  const [uptime, object, description, name] = await session.get(OBJECTS, signal);
  return {
    uptimeTicks: typeof uptime === 'number' ? uptime : undefined,
    object: typeof object === 'string' ? object.replace(/^\./, '') : '',
    description: description === undefined ? '' : rawText(description),
    name: name === undefined ? '' : rawText(name),
  };
}
