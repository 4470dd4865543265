import { ProbeError } from '../probe-error.ts';
import type { ProfileSet, ResolvedProfile } from '../profile/profile-set.ts';
import { openSnmp } from './client/snmp-client.ts';
import { createTransport, type SnmpTransport } from './client/transport.ts';
import type { SnmpConfig } from './config.ts';
import { type Recognised, recognise, type SystemGroup } from './recognise.ts';
import { settingsOf } from './settings-of.ts';
import type { SnmpManners, SnmpSession } from './snmp-session.ts';

/** Sockets are shared by all devices of the program, and come with the first. */
let transport: SnmpTransport | undefined;
let users = 0;

/** A conversation with the device; its `close` must be called. */
export function openDevice(config: SnmpConfig, manners: SnmpManners): SnmpSession {
  transport ??= createTransport();
  users++;
  const session = openSnmp(settingsOf(config), manners, transport);
  let isClosed = false;
  return {
    get: session.get,
    walk: session.walk,
    figures: session.figures,
    close() {
      if (isClosed) return;
      isClosed = true;
      session.close();
      if (--users > 0) return;
      transport?.close();
      transport = undefined;
    },
  };
}

/** The profile of that name, as the settings say. */
export function profileNamed(name: string, profiles: ProfileSet): ResolvedProfile {
  const found = profiles.get(name);
  if (found?.protocol === 'snmp') return found;
  const names = [...profiles.values()]
    .filter(({ protocol }) => protocol === 'snmp')
    .map(({ profile }) => profile);
  const message = `there is no profile ${name} for SNMP; allowed is auto or one of ${names.sort().join(', ')}`;
  throw new ProbeError('misconfigured', message);
}

/** What the device is: what the settings say, else what it shows. */
export async function whatItIs(
  config: SnmpConfig,
  system: SystemGroup,
  profiles: ProfileSet,
  session: SnmpSession,
  signal: AbortSignal,
): Promise<Recognised> {
  if (config.profile === 'auto') return recognise(system, profiles, session, signal);
  return { profile: profileNamed(config.profile, profiles), why: 'the settings say so' };
}
