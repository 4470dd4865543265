import type { NewestValue } from '#collector/live/live-catalog.ts';
import { portKey } from '#protocol/port-key.ts';

/** A port as its series name it. */
export interface KnownPort {
  /** Value of the label `interface`. */
  interface: string;
  /** Mbit/s; null where it is not told. */
  speed: number | null;
}

/** Finds the series of a port, however a neighbour writes its name; null where no series has it. */
export type PortFinder = (target: string, port: string) => KnownPort | null;

/** `any` names the ports, `speeds` says how fast they are. */
export function portFinder(any: readonly NewestValue[], speeds: readonly NewestValue[]): PortFinder {
  const exact = new Map<string, KnownPort>();
  const likely = new Map<string, KnownPort>();
  const add = ({ target, labels }: NewestValue, speed: number | null): void => {
    const name = labels.interface;
    if (!name) return;
    const key = `${target} ${name}`;
    const port = exact.get(key) ?? { interface: name, speed: null };
    if (speed !== null && speed > 0) port.speed = speed;
    exact.set(key, port);
    // Of two probes that tell of one port the one that knows its speed.
    const guess = `${target} ${portKey(name)}`;
    if (likely.get(guess)?.speed == null) likely.set(guess, port);
  };
  for (const each of any) add(each, null);
  for (const each of speeds) add(each, each.value);
  return (target, port) =>
    port === '' ? null : (exact.get(`${target} ${port}`) ?? likely.get(`${target} ${portKey(port)}`) ?? null);
}
