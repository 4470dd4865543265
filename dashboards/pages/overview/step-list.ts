import type { Permission } from '../../api/shapes.ts';

/** What somebody who begins does, in the order in which it is of use. */
export const STEPS = {
  machine: { to: 'settings/agents', asks: '1', may: 'agents.write' },
  device: { to: 'settings/devices', asks: 'snmp', may: 'targets.write' },
  database: { to: 'settings/devices', asks: 'database', may: 'targets.write' },
  page: { to: 'settings/devices', asks: 'http', may: 'targets.write' },
  channel: { to: 'settings/channels', asks: '1', may: 'channels.write' },
  drill: { to: 'settings/drills', asks: '1', may: 'contacts.write' },
  agent: { to: 'settings/agents', asks: '1', may: 'agents.write' },
  system: { to: 'settings/groups', asks: 'system', may: 'rules.write' },
} as const satisfies Record<string, { to: string; asks: string; may: Permission }>;
export type StepName = keyof typeof STEPS;

/** What is there already, as far as the steps are about it. */
export interface Begun {
  kinds: readonly string[];
  systems: number;
  /** Undefined while nobody has asked, or who looks may not know. */
  channels: number | undefined;
  drills: number | undefined;
}

const HOSTS: readonly string[] = ['server', 'host'];
const NO_DEVICES: readonly string[] = [...HOSTS, 'collector', 'database', 'service', 'page', 'job', 'pushed'];

/** Which of the steps are done. */
export function stepsDone({ kinds, systems, channels = 0, drills = 0 }: Begun): ReadonlySet<StepName> {
  const hosts = kinds.filter((kind) => HOSTS.includes(kind)).length;
  const done: Record<StepName, boolean> = {
    machine: hosts > 0,
    device: kinds.some((kind) => !NO_DEVICES.includes(kind)),
    database: kinds.includes('database'),
    page: kinds.includes('page'),
    channel: channels > 0,
    drill: drills > 0,
    agent: hosts > 1,
    system: systems > 0,
  };
  return new Set((Object.keys(STEPS) as StepName[]).filter((name) => done[name]));
}
