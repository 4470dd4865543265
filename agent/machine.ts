import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

/**
 * A hash that stays the same on one machine over restarts and differs on a clone that got an identity of its own:
 * over the machine's id, its board's serial number where it may be read, and the addresses of its network cards.
 */
export function machineFingerprint(sysPath: string): string {
  const parts = [machineId(), boardSerial(sysPath), ...cardAddresses(sysPath)];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

function machineId(): string {
  if (process.platform === 'win32') return windowsGuid();
  return readText('/etc/machine-id') || readText('/var/lib/dbus/machine-id');
}

/** Root alone may read it; whoever else runs the agent does so every time. */
function boardSerial(sysPath: string): string {
  return (
    readText(join(sysPath, 'class/dmi/id/product_serial')) ||
    readText(join(sysPath, 'class/dmi/id/board_serial'))
  );
}

/** Bridges and container interfaces come and go with addresses made up on the spot, so they do not count. */
function cardAddresses(sysPath: string): string[] {
  const folder = join(sysPath, 'class/net');
  const cards = listed(folder).filter((name) => listed(join(folder, name)).includes('device'));
  if (cards.length > 0) {
    const permanent = (name: string): string => readText(join(folder, name, 'bonding_slave/perm_hwaddr'));
    return cards.map((name) => permanent(name) || readText(join(folder, name, 'address'))).sort();
  }
  const macs = Object.values(networkInterfaces()).flatMap(
    (addresses) => addresses?.map(({ mac }) => mac) ?? [],
  );
  return [...new Set(macs.filter(isFromFactory))].sort();
}

/** The second lowest bit of the first byte marks an address that software made up. */
function isFromFactory(mac: string): boolean {
  return mac !== '00:00:00:00:00:00' && (Number.parseInt(mac.slice(0, 2), 16) & 2) === 0;
}

function windowsGuid(): string {
  try {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography';
    const options = { encoding: 'utf8', timeout: 5_000, windowsHide: true } as const;
    const said = execFileSync('reg', ['query', key, '/v', 'MachineGuid'], options);
    return /MachineGuid\s+REG_SZ\s+(\S+)/.exec(said)?.[1] ?? '';
  } catch {
    return '';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
