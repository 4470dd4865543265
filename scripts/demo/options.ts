import { randomInt } from 'node:crypto';
import { COLLECTOR_FLAGS } from '#collector/config/command-line.ts';
import { type Flag, helpText, readCommandLine } from '#config/command-line.ts';
import { ConfigError } from '#config/config-error.ts';
import { duration } from '#config/duration.ts';
import { incidents } from '#simulator/room/incidents.ts';

/** What somebody wants of this demo. */
export interface DemoOptions {
  /** For the collector, as typed. */
  collectorArgs: string[];
  listen: string | undefined;
  /** A folder that stays; undefined: a new one that goes with the demo. */
  data: string | undefined;
  everyMs: number;
  /** How many times faster than it is time passes in the room. */
  speed: number;
  /** First two numbers of the addresses of all devices. */
  network: string;
  /** Begin as soon as the devices are watched. */
  incidents: string[];
  story: boolean;
}

const ofCollector = COLLECTOR_FLAGS.filter(({ name }) => ['listen', 'store', 'interval'].includes(name));

const flags: readonly Flag[] = [
  ...ofCollector,
  {
    name: 'data',
    value: 'DIR',
    does: 'a folder that is kept; without it a new one that is removed in the end',
  },
  { name: 'every', value: '30s', does: 'how often each device is asked (default 30s)' },
  { name: 'speed', value: '4', does: 'time in the room passes so many times faster (default 1)' },
  {
    name: 'network',
    value: '127.77',
    does: 'first two numbers of the addresses of all devices (default 127.77)',
  },
  {
    name: 'incident',
    value: 'NAME',
    many: true,
    does: 'begin with this incident; may be given several times',
  },
  { name: 'story', does: 'all incidents, one after another' },
  { name: 'list', does: 'the incidents, and nothing else' },
];

const usage = `Usage: npm run demo -- [options]

A collector, an agent and a simulated machine room of about 200 devices on this machine.`;

/** What to do, or the text to print instead. Throws a ConfigError that names every mistake. */
export function readDemoOptions(argv: readonly string[]): DemoOptions | { print: string } {
  const { help, values } = readCommandLine(argv, flags);
  if (help) return { print: helpText(usage, flags) };
  if (values.list) return { print: menu() };
  const chosen = (values.incident as readonly string[] | undefined) ?? [];
  for (const name of chosen) {
    if (!incidents.some((incident) => incident.name === name)) {
      refuse(
        '--incident',
        `there is no incident "${name}"; allowed are ${incidents.map((one) => one.name).join(', ')}.`,
      );
    }
  }
  const every = duration({ min: '5s', max: '1h' }).safeParse(values.every ?? '30s');
  if (!every.success) refuse('--every', `allowed is a duration from 5s to 1h, found "${values.every}".`);
  const speed = Number(values.speed ?? 1);
  if (!(speed >= 1 && speed <= 100))
    refuse('--speed', `allowed is a number from 1 to 100, found "${values.speed}".`);
  const network = (values.network as string | undefined) ?? '127.77';
  if (!/^127\.\d{1,3}$/.test(network) || Number(network.slice(4)) > 255)
    refuse('--network', `allowed is a network of this machine such as "127.77", found "${network}".`);
  return {
    network,
    listen: values.listen as string | undefined,
    collectorArgs: ofCollector
      .filter(({ name }) => name !== 'listen')
      .flatMap(({ name }) => (values[name] ? [`--${name}`, values[name] as string] : [])),
    data: values.data as string | undefined,
    everyMs: every.data!,
    speed,
    incidents: [...chosen],
    story: values.story === true,
  };
}

/** The incidents with their numbers. */
export function menu(): string {
  const width = Math.max(...incidents.map(({ name }) => name.length));
  return incidents
    .map(
      ({ name, title }, at) =>
        `  ${String(at + 1).padStart(2)}  ${name.padEnd(width)}  ${title['zh-CN']} / ${title.en}`,
    )
    .join('\n');
}

/** Without letters and digits that are mistaken for one another. */
export function makePassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group()].join('-');
}

function refuse(where: string, sentence: string): never {
  throw new ConfigError([{ where, field: '', sentence }]);
}
