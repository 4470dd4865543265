/*
 * The room in a process of its own, so that what watches it keeps its time for itself. Ends with its parent.
 */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SiteListing } from '../inside/site.ts';
import type { InsideReceivers } from '../inside/tell.ts';
import type { SshPlatform } from '../ssh/dialect.ts';
import type { RoomKind } from './room-device.ts';

export interface RoomProcessOptions {
  network?: string;
  snmpPort?: number;
  modbusPort?: number;
  sshPort?: number;
  /** How many times faster than it is time passes in the room. */
  speed?: number;
}

/** A device of the room as somebody enters it who wants it watched. */
export interface ListedDevice {
  name: string;
  kind: RoomKind;
  title: string;
  host: string;
  rack: string;
  snmpPort: number | undefined;
  modbusPort: number | undefined;
  ssh: { port: number; platform: SshPlatform } | undefined;
  /** Names of what it needs: the switch it hangs on, the UPS that feed it, the air conditioners. */
  parents: { network: string[]; power: string[]; cooling: string[] };
}

/** What the room tells once it answers. */
export interface RoomListing {
  devices: ListedDevice[];
  community: string;
  sshUser: string;
  sshPassword: string;
  site: SiteListing;
}

export type ToRoom =
  | { type: 'start'; incident: string }
  | { type: 'traps'; to: { host: string; port: number } }
  | { type: 'inside'; to: InsideReceivers };

export type FromRoom =
  | ({ type: 'ready' } & RoomListing)
  | { type: 'failed'; why: string }
  | { type: 'started' | 'already_running' | 'ended'; incident: string };

/** A room in another process. */
export interface RoomProcess extends RoomListing {
  start(incident: string): void;
  sendTrapsTo(to: { host: string; port: number }): void;
  tellInside(to: InsideReceivers): void;
  onIncident(listener: (what: 'started' | 'already_running' | 'ended', incident: string) => void): void;
  close(): void;
}

/** Resolves when all its devices answer; rejects with a sentence when they cannot. */
export function startRoomProcess(options: RoomProcessOptions = {}): Promise<RoomProcess> {
  const child = fork(fileURLToPath(new URL('./room-child.ts', import.meta.url)), [JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // In a group of its own: Ctrl-C is for the parent, which ends it.
    detached: true,
  });
  const listeners: ((what: 'started' | 'already_running' | 'ended', incident: string) => void)[] = [];
  const tell = (message: ToRoom) => {
    if (child.connected) child.send(message);
  };
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`The room has ended too early (exit code ${code}).`)));
    child.on('message', (message: FromRoom) => {
      if (message.type === 'failed') reject(new Error(message.why));
      else if (message.type === 'ready') {
        const { type: _type, ...listing } = message;
        resolve({
          ...listing,
          start: (incident) => tell({ type: 'start', incident }),
          sendTrapsTo: (to) => tell({ type: 'traps', to }),
          tellInside: (to) => tell({ type: 'inside', to }),
          onIncident: (listener) => listeners.push(listener),
          close: () => void child.kill('SIGTERM'),
        });
      } else for (const listener of listeners) listener(message.type, message.incident);
    });
  });
}
