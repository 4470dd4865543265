import { readRecording } from '../recording.ts';
import { recordedTable } from '../replay/recorded-table.ts';
import { ObjectTable } from '../snmp/object-table.ts';
import type { Quirks } from '../snmp/quirks.ts';
import { type Responder, startResponder } from '../snmp/responder.ts';
import type { FleetMessage, FleetOptions } from './fleet.ts';
import { fleetSwitch } from './switch.ts';

const options = JSON.parse(process.argv[2]!) as FleetOptions;
const startedMs = Date.now();

// Without its parent nobody needs a fleet.
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));

try {
  const quirks = Array.from({ length: options.devices }, (_, at) => quirksOf(at));
  const responder = await start(quirks);
  process.on('message', () => tell({ type: 'figures', figures: figuresOf(responder) }));
  const devices = responder.devices.map(({ host, port }, at) => ({ host, port, quirks: quirks[at]! }));
  tell({ type: 'ready', devices });
} catch (error) {
  tell({ type: 'failed', why: (error as Error).message });
  process.disconnect();
}

async function start(quirks: readonly Partial<Quirks>[]): Promise<Responder> {
  const { spread = 'addresses', port = 0, community = 'public', still = false } = options;
  const table = await makeTable();
  return startResponder({
    now: still ? () => startedMs : Date.now,
    bufferBytes: 1_048_576,
    devices: quirks.map((own, at) => ({
      host: spread === 'addresses' ? `127.64.${at >> 8}.${at & 0xff}` : '127.0.0.1',
      port: spread === 'addresses' || port === 0 ? port : port + at,
      community,
      table,
      quirks: { ...options.quirks, ...own },
    })),
  });
}

async function makeTable(): Promise<ObjectTable> {
  const { recording, ports = 48 } = options;
  if (recording) return recordedTable((await readRecording(recording)).objects, { startedMs });
  // As if it had run for ten days. Switches refresh their own counters about once a second, too.
  return new ObjectTable(fleetSwitch({ ports, startedMs: startedMs - 864_000_000 }), { stepMs: 1_000 });
}

/** Devices that misbehave are spread evenly over the fleet. */
function quirksOf(at: number): Partial<Quirks> {
  let place = (at * 37) % 100;
  for (const { percent, quirks } of options.misbehaving ?? []) {
    if (place < percent) return quirks;
    place -= percent;
  }
  return {};
}

function figuresOf({ devices }: Responder) {
  const sum = (pick: 'requests' | 'answers' | 'values') =>
    devices.reduce((total, { figures }) => total + figures[pick], 0);
  const { user, system } = process.cpuUsage();
  return {
    requests: sum('requests'),
    answers: sum('answers'),
    values: sum('values'),
    cpuMs: Math.round((user + system) / 1_000),
  };
}

function tell(message: FleetMessage): void {
  process.send!(message);
}
