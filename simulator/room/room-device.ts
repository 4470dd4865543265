import type { Body } from '../models/body.ts';
import type { Port } from '../models/interfaces.ts';
import type { Pool } from '../models/oceanstor.ts';
import type { SimulatedObject } from '../snmp/object-table.ts';
import type { SshPlatform } from '../ssh/dialect.ts';
import type { SshAnswer } from '../ssh/ssh-device.ts';
import type { UpsUnit } from './ups-unit.ts';

/** Kinds of devices, as targets are called. */
export type RoomKind =
  | 'switch'
  | 'firewall'
  | 'security'
  | 'load_balancer'
  | 'ups'
  | 'air_conditioner'
  | 'sensor'
  | 'storage'
  | 'fibre_switch'
  | 'server_board'
  | 'hypervisor'
  | 'server'
  | 'console';

/** Registers of a Modbus device, at a moment. */
export interface RoomRegisters {
  holding(address: number, nowMs: number): number | undefined;
  input(address: number, nowMs: number): number | undefined;
  coil(address: number, nowMs: number): boolean | undefined;
}

/** Everything that the room knows of one of its devices. */
export interface RoomDevice {
  name: string;
  kind: RoomKind;
  /** For people: maker and model. */
  title: string;
  rack: string;
  body: Body;
  /** How it is asked over SNMP. */
  snmp?: { objects: SimulatedObject[]; bulk: boolean };
  modbus?: RoomRegisters;
  ssh?: {
    platform: SshPlatform;
    answers: Record<string, SshAnswer>;
    /** What a command says that stands in no list. */
    otherwise?: (command: string) => string | undefined;
  };
  /** Of storage arrays; incidents fill them. */
  pools: Pool[];
  /** What incidents added to its configuration. */
  addedLines: string[];
  watts(nowMs: number): number;
  /** Empty: from the mains, without a UPS. */
  feeds: UpsUnit[];
  /** Cables towards the core; empty for the core itself. */
  uplinks: Link[];
  /** Standing in another house, with mains of its own. */
  isElsewhere: boolean;
  /** Set by incidents: it does nothing any more. */
  isDead: boolean;
  /** Set by incidents: it starts, until then. */
  startsUntilMs: number;
}

/** A cable between two ports. */
export interface Link {
  lower: RoomDevice;
  lowerPort: Port | undefined;
  upper: RoomDevice;
  upperPort: Port;
  /** Set by incidents: nothing passes. */
  isCut: boolean;
}

/** A notification that a device wants to send. */
export interface RoomTrap {
  device: RoomDevice;
  oid: string;
  objects: readonly { oid: string; type: 'integer' | 'oid' | 'octets'; value: number | string }[];
}
