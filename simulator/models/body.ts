import type { Port } from './interfaces.ts';
import type { Neighbour } from './lldp.ts';

/** A fan, a power supply, a disk … that works or does not. */
export interface Part {
  name: string;
  ok: boolean;
  present: boolean;
}

/** An optical module in a port. */
export interface Optic {
  /** Index of the port. */
  port: number;
  rxDbm: number;
  txDbm: number;
}

/**
 * What all simulated devices have in common: where they stand, how busy they are, and the parts of which they are
 * made. Incidents change it; the models of the makes tell it in the words of their MIBs.
 */
export interface Body {
  name: string;
  location: string;
  serial: string;
  mac: Uint8Array;
  startedMs: number;
  /** Of the air that it breathes. */
  ambientCelsius(nowMs: number): number;
  /** 0 idle, 1 as much as it can do. */
  load(nowMs: number): number;
  /** Share of memory in use, 0 to 1. */
  memory(nowMs: number): number;
  fans: Part[];
  supplies: Part[];
  ports: Port[];
  optics: Optic[];
  neighbours: Neighbour[];
}

/** Percent, whole. */
export function percent(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 100);
}

/** Hundredths of dBm, as most makes tell light. */
export function hundredths(dbm: number): number {
  return Math.round(dbm * 100);
}

/** What the body measures inside: the air around it, warmed by what it does. */
export function innerCelsius(body: Body, above: number): (nowMs: number) => number {
  return (nowMs) => Math.round(body.ambientCelsius(nowMs) + above + 6 * body.load(nowMs));
}
