import type { Profile } from '../profile/profile.ts';
import type { SnmpCredential, SnmpSettings } from './client/settings.ts';
import type { SnmpConfig } from './config.ts';
import { DEFAULT_MANNERS, type SnmpManners } from './snmp-session.ts';

/** Where the device is and what opens it, as the client wants it. */
export function settingsOf(config: SnmpConfig): SnmpSettings {
  return { address: config.address, port: config.port, ...credentialOf(config) };
}

function credentialOf(config: SnmpConfig): SnmpCredential {
  const { version, community = '', user = '', auth, auth_password, priv, priv_password, context } = config;
  if (version !== '3') return { version, community };
  const allowed =
    priv_password !== undefined ? 'authPriv' : auth_password !== undefined ? 'authNoPriv' : 'noAuthNoPriv';
  return { version, user, level: config.level ?? allowed, auth, auth_password, priv, priv_password, context };
}

/** How gently the device is asked: the settings win over its profile, and that over the defaults. */
export function mannersOf(config: SnmpConfig, profile?: Pick<Profile, 'manners'>): SnmpManners {
  const { bulk, repetitions, oids_per_request, in_flight, timeout } = profile?.manners ?? {};
  return {
    bulk: config.bulk ?? bulk ?? DEFAULT_MANNERS.bulk,
    repetitions: repetitions ?? DEFAULT_MANNERS.repetitions,
    oidsPerRequest: oids_per_request ?? DEFAULT_MANNERS.oidsPerRequest,
    inFlight: in_flight ?? DEFAULT_MANNERS.inFlight,
    timeoutMs: config.timeout ?? timeout ?? DEFAULT_MANNERS.timeoutMs,
    retries: config.retries,
  };
}
