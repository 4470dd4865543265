import type { Caller } from '../api/call.ts';
import { queryHistory } from '../api/query.ts';
import type { Fleet } from './fleet.ts';
import { type Machine, TRAIL_BUCKET_MS, TRAIL_POINTS } from './machine.ts';
import { ALL_CORES, isInnerPort } from './sinks.ts';

const RATE_SPAN_MS = 120_000;
/** Targets in one question: their ids stand in an address. */
const TARGETS_ASKED = 100;

/** Fills in what live values cannot tell yet: the past of the sparklines, and rates, which take two readings. */
export async function seedMachines(
  fleet: Fleet,
  machines: readonly Machine[],
  api: Caller,
  nowMs: number,
): Promise<void> {
  for (let at = 0; at < machines.length; at += TARGETS_ASKED) {
    const target = machines.slice(at, at + TARGETS_ASKED).map((machine) => machine.target.id);
    await Promise.all([
      seedTrails(fleet, api, target, nowMs),
      seedRates(fleet, api, target, nowMs, 'net.bytes_recv', 'received'),
      seedRates(fleet, api, target, nowMs, 'net.bytes_sent', 'sent'),
    ]);
  }
}

async function seedTrails(fleet: Fleet, api: Caller, target: readonly string[], toMs: number): Promise<void> {
  const span = { fromMs: toMs - TRAIL_POINTS * TRAIL_BUCKET_MS, toMs, stepMs: TRAIL_BUCKET_MS };
  const query = {
    metric: 'cpu.usage_active',
    target,
    labels: { cpu: ALL_CORES },
    ...span,
    aggregation: 'avg',
  } as const;
  // Without it the lines grow from now on: nothing that a person must be told.
  const series = await queryHistory(api, query).catch(() => []);
  for (const { target, timesMs, values } of series) {
    const machine = fleet.machine(target);
    if (!machine) continue;
    for (let at = 0; at < timesMs.length; at++) machine.cpuTrail.add(timesMs[at], values[at] ?? Number.NaN);
    fleet.touched(machine);
  }
}

async function seedRates(
  fleet: Fleet,
  api: Caller,
  target: readonly string[],
  toMs: number,
  metric: string,
  way: 'received' | 'sent',
): Promise<void> {
  const span = { fromMs: toMs - RATE_SPAN_MS, toMs, stepMs: RATE_SPAN_MS / 2 };
  const series = await queryHistory(api, { metric, target, ...span, aggregation: 'rate' }).catch(() => []);
  for (const { target, labels, values } of series) {
    const machine = fleet.machine(target);
    const name = labels.interface ?? '';
    const newest = values[values.length - 1];
    if (!machine || isInnerPort(name) || typeof newest !== 'number') continue;
    const port = machine.ports.get(name) ?? { received: Number.NaN, sent: Number.NaN };
    machine.ports.set(name, port);
    if (!Number.isNaN(port[way])) continue;
    port[way] = newest;
    fleet.touched(machine);
  }
}
