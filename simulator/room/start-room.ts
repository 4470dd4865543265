/*
 * A room that answers: each device at an address of its own on loopback, over SNMP, Modbus and SSH; its site over HTTP.
 */

import { JobPlayer } from '../inside/jobs.ts';
import { LogLines } from '../inside/log-lines.ts';
import { type Site, type SiteListing, startSite } from '../inside/site.ts';
import { type InsideReceivers, sendBeats, writeLines } from '../inside/tell.ts';
import { type ModbusDevice, startModbusDevice } from '../modbus/modbus-device.ts';
import type { SimulatedDevice } from '../snmp/device.ts';
import { ObjectTable } from '../snmp/object-table.ts';
import { type Responder, startResponder } from '../snmp/responder.ts';
import { type SshDevice, startSshDevice } from '../ssh/ssh-device.ts';
import { buildRoom } from './build-room.ts';
import { type Incident, IncidentDesk } from './incident.ts';
import type { Room } from './room.ts';
import type { RoomDevice } from './room-device.ts';

export interface RoomOptions {
  /** First two numbers of all addresses; must lie in 127. */
  network?: string;
  /** UDP port of all SNMP devices; 0: a free one each. */
  snmpPort?: number;
  modbusPort?: number;
  sshPort?: number;
  /** Of the site, in the clear and over TLS. */
  sitePort?: number;
  siteTlsPort?: number;
  community?: string;
  sshUser?: string;
  sshPassword?: string;
  /** Where traps go. */
  trapsTo?: { host: string; port: number };
  now?: () => number;
  /** Off: somebody calls `tick`. */
  ticks?: boolean;
  /** Told of incidents that ended by themselves. */
  onEnded?: (incident: Incident) => void;
}

/** A device of the room, and where it is asked. */
export interface RunningDevice {
  device: RoomDevice;
  host: string;
  snmp?: SimulatedDevice;
  modbus?: ModbusDevice;
  ssh?: SshDevice;
}

export interface RunningRoom {
  room: Room;
  devices: readonly RunningDevice[];
  community: string;
  sshUser: string;
  sshPassword: string;
  running(): readonly Incident[];
  /** False when it is under way already. */
  start(incident: Incident): boolean;
  stop(incident: Incident): void;
  /** Time passes: incidents go on, devices fall silent and come back, traps are sent. Gives the incidents that ended. */
  tick(): Incident[];
  site: SiteListing;
  /** From now on traps go there. */
  sendTrapsTo(receiver: { host: string; port: number }): void;
  /** From now on jobs tell how they went, and the application logs. */
  tellInside(receivers: InsideReceivers): void;
  close(): Promise<void>;
}

const tickMs = 250;

/** Starts all devices. Needs a system where all of 127.0.0.0/8 is its own, such as Linux. */
export async function startRoom(options: RoomOptions = {}): Promise<RunningRoom> {
  const { network = '127.77', now = Date.now, ticks = true, community = 'public' } = options;
  const { sshUser = 'watch', sshPassword = 'simulated' } = options;
  const room = buildRoom(now());
  const desk = new IncidentDesk(room);
  const hosts = room.devices.map((_, at) => `${network}.${Math.floor(at / 200) + 1}.${(at % 200) + 1}`);
  const asked = room.devices.map((device, at): RunningDevice => ({ device, host: hosts[at]! }));
  let { trapsTo } = options;
  const jobs = new JobPlayer(room.inside);
  const lines = new LogLines(room.inside);
  let receivers: InsideReceivers | undefined;
  let responder: Responder | undefined;
  let site: Site | undefined;
  let timer: NodeJS.Timeout | undefined;

  const close = async () => {
    clearInterval(timer);
    responder?.close();
    await site?.close();
    await Promise.all(asked.map(({ modbus, ssh }) => Promise.all([modbus?.close(), ssh?.close()])));
  };
  const tick = () => {
    room.advance(now());
    const ended = desk.tick(now());
    for (const incident of ended) options.onEnded?.(incident);
    for (const one of asked) follow(one, room.isReachable(one.device));
    for (const { device, oid, objects } of room.takeTraps()) {
      const sender = asked.find((one) => one.device === device)?.snmp;
      if (trapsTo && sender) void sender.notify({ to: trapsTo, oid, objects });
    }
    if (receivers) {
      sendBeats(jobs.take(now()), receivers);
      writeLines(lines.take(now()), receivers);
    }
    return ended;
  };

  try {
    responder = await answerSnmp(asked, { port: options.snmpPort ?? 1_161, community, now });
    for (const one of asked) {
      await answerModbus(one, options.modbusPort ?? 1_502, now);
      await answerSsh(one, options.sshPort ?? 2_222, sshUser, sshPassword);
    }
    const { sitePort: port = 1_080, siteTlsPort: tlsPort = 1_443 } = options;
    site = await startSite(room.inside, { network, port, tlsPort, now });
  } catch (error) {
    await close();
    throw error;
  }
  tick();
  if (ticks) timer = setInterval(tick, tickMs);
  return {
    room,
    devices: asked,
    community,
    sshUser,
    sshPassword,
    running: () => desk.running,
    start: (incident) => desk.start(incident, now()),
    stop: (incident) => desk.stop(incident, now()),
    tick,
    site,
    sendTrapsTo(receiver) {
      trapsTo = receiver;
    },
    tellInside(wanted) {
      receivers = wanted;
    },
    close,
  };
}

async function answerSnmp(
  asked: readonly RunningDevice[],
  { port, community, now }: { port: number; community: string; now: () => number },
): Promise<Responder> {
  const speaking = asked.filter(({ device }) => device.snmp);
  const responder = await startResponder({
    now,
    devices: speaking.map(({ device, host }) => ({
      host,
      port,
      community,
      table: new ObjectTable(device.snmp!.objects),
      quirks: { noBulk: !device.snmp!.bulk },
    })),
  });
  speaking.forEach((one, at) => {
    one.snmp = responder.devices[at]!;
  });
  return responder;
}

async function answerModbus(one: RunningDevice, port: number, now: () => number): Promise<void> {
  const map = one.device.modbus;
  if (!map) return;
  one.modbus = await startModbusDevice({
    host: one.host,
    port,
    registers: {
      holding: (address) => map.holding(address, now()),
      input: (address) => map.input(address, now()),
      coil: (address) => map.coil(address, now()),
    },
  });
}

async function answerSsh(one: RunningDevice, port: number, user: string, password: string): Promise<void> {
  const { ssh, name } = one.device;
  if (!ssh) return;
  one.ssh = await startSshDevice({ ...ssh, name, host: one.host, port, user, password });
}

/** What cannot be reached says nothing, whichever way it is asked. */
function follow({ snmp, modbus, ssh }: RunningDevice, isReachable: boolean): void {
  if (snmp) snmp.quirks.silent = !isReachable;
  if (modbus) modbus.quirks.silent = !isReachable;
  if (ssh) ssh.quirks.halfOpen = isReachable ? 'no' : 'greeting';
}
