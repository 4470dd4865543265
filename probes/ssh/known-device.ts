import type { Memory, ProbeOptions } from '#probes/probe.ts';
import { PLATFORM_NAMES, type PlatformName } from './platforms/platform-name.ts';
import { ALGORITHM_PROFILES, type AlgorithmProfile } from './worker/algorithms.ts';

/** What is remembered of a device over restarts of the program. What is unknown is undefined. */
export interface KnownDevice {
  platform: PlatformName | undefined;
  profile: AlgorithmProfile | undefined;
  /** Way of signing in that worked. */
  signIn: string | undefined;
  hostKey: HostKey | undefined;
  /** Fingerprint of the configuration and when it was read. */
  backup: { atMs: number; fingerprint: number } | undefined;
}

/** A pinned key. */
export interface HostKey {
  type: string;
  /** `SHA256:…`. */
  fingerprint: string;
}

/** Where each part of it is kept. */
const PLACES = {
  platform: 'ssh-devices',
  profile: 'ssh-devices',
  signIn: 'ssh-devices',
  hostKey: 'ssh-host-keys',
  backup: 'ssh-configs',
} as const;

/** Opens the memory of a device; without one of the program it lasts as long as this object. */
export function knownDevice(
  { remember }: Pick<ProbeOptions, 'remember'>,
  address: string,
  port: number,
): { get(): KnownDevice; set(known: Partial<KnownDevice>): void } {
  const key = `${address}:${port}`;
  const own = new Map<string, Memory>();
  const placeOf = (name: string): Memory => {
    let memory = own.get(name);
    if (memory === undefined) {
      memory = remember?.(name) ?? forgetful();
      own.set(name, memory);
    }
    return memory;
  };
  const read = (name: string) => asObject(placeOf(name).get(key));

  return {
    get() {
      const device = read('ssh-devices');
      const hostKey = read('ssh-host-keys');
      const backup = read('ssh-configs');
      return {
        platform: PLATFORM_NAMES.find((one) => one === device.platform),
        profile: ALGORITHM_PROFILES.find((one) => one === device.profile),
        signIn: typeof device.signIn === 'string' ? device.signIn : undefined,
        hostKey:
          typeof hostKey.type === 'string' && typeof hostKey.fingerprint === 'string'
            ? { type: hostKey.type, fingerprint: hostKey.fingerprint }
            : undefined,
        backup:
          typeof backup.atMs === 'number' && typeof backup.fingerprint === 'number'
            ? { atMs: backup.atMs, fingerprint: backup.fingerprint }
            : undefined,
      };
    },
    set(known) {
      const device = Object.fromEntries(
        Object.entries(known).filter(([name]) => PLACES[name as keyof KnownDevice] === 'ssh-devices'),
      );
      if (Object.keys(device).length > 0) write('ssh-devices', { ...read('ssh-devices'), ...device });
      if ('hostKey' in known) write('ssh-host-keys', known.hostKey);
      if ('backup' in known) write('ssh-configs', known.backup);
    },
  };

  /** The file is written whole: only when something changed. */
  function write(name: string, value: object | undefined): void {
    const memory = placeOf(name);
    if (JSON.stringify(memory.get(key)) !== JSON.stringify(value)) memory.set(key, value);
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function forgetful(): Memory {
  const map = new Map<string, unknown>();
  return {
    get: (key) => map.get(key),
    set: (key, value) => void (value === undefined ? map.delete(key) : map.set(key, value)),
  };
}
