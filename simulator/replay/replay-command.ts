/*
 * `npm run simulate -- file.snmprec`: a recorded device answers SNMP on this machine until somebody presses Ctrl-C.
 */
import { type Flag, helpText, readCommandLine } from '#config/command-line.ts';
import { ConfigError } from '#config/config-error.ts';
import { type Recording, readRecording } from '../recording.ts';
import type { SimulatedDevice } from '../snmp/device.ts';
import type { Quirks } from '../snmp/quirks.ts';
import { startResponder } from '../snmp/responder.ts';
import { recordedTable } from './recorded-table.ts';

export interface ReplayCommandOptions {
  print(text: string): void;
  now(): number;
  /** Resolves when it shall end. */
  stopped: Promise<void>;
}

/** Returns the exit code: 0 it worked, 1 it did not, 2 the command line makes no sense. */
export async function runReplayCommand(
  argv: readonly string[],
  options: ReplayCommandOptions,
): Promise<number> {
  try {
    return await replay(argv, options);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    options.print(error.message);
    return 2;
  }
}

const flags: readonly Flag[] = [
  { name: 'host', value: '127.0.0.1', does: 'where to listen; any 127.x.y.z is free to use on Linux' },
  { name: 'port', value: '1161', does: 'UDP port; several recordings take this one and those that follow' },
  { name: 'community', value: 'public', does: 'the word that a request must bring' },
  { name: 'moving', does: 'counters grow and the uptime runs; without it all stays as recorded' },
  { name: 'delay', value: 'MS', does: 'milliseconds before each answer' },
  { name: 'drop', value: 'SHARE', does: 'share of requests without an answer, such as 0.05' },
  { name: 'max-bytes', value: 'BYTES', does: 'longest answer (default 1472)' },
  { name: 'no-bulk', does: 'refuses GETBULK, as some old cards do' },
];

const usage =
  'Usage: npm run simulate -- RECORDING... [options]\n\nA recorded walk (snmprec, or snmpwalk -On) answers SNMP v1 and v2c on this machine.';

async function replay(
  argv: readonly string[],
  { print, now, stopped }: ReplayCommandOptions,
): Promise<number> {
  const files = argv.slice(0, firstFlag(argv));
  const { help, values } = readCommandLine(argv.slice(files.length), flags);
  if (help) {
    print(helpText(usage, flags));
    return 0;
  }
  if (files.length === 0) {
    throw new ConfigError([{ where: 'simulate', field: '', sentence: 'which recording? See --help.' }]);
  }
  const text = (name: string, otherwise: string) => (values[name] as string | undefined) ?? otherwise;
  const number = (name: string, otherwise: number, most: number) =>
    numberOf(name, text(name, String(otherwise)), most);
  const port = number('port', 1_161, 65_535);
  const community = text('community', 'public');
  const quirks: Partial<Quirks> = {
    delayMs: number('delay', 0, 3_600_000),
    dropShare: number('drop', 0, 1),
    maxBytes: number('max-bytes', 1_472, 65_507),
    noBulk: values['no-bulk'] === true,
  };

  const recordings = await Promise.all(files.map((file) => open(file)));
  const startedMs = now();
  const devices = recordings.map(({ objects }, at) => ({
    port: port === 0 ? 0 : port + at,
    community,
    quirks,
    table: recordedTable(objects, { startedMs, moving: values.moving === true }),
  }));
  const host = text('host', '127.0.0.1');
  const responder = await startResponder({ host, devices, now }).catch((error: Error) => {
    throw new ConfigError([{ where: '--host, --port', field: '', sentence: `${error.message}.` }]);
  });

  for (const [at, device] of responder.devices.entries()) {
    print(announce(files[at]!, recordings[at]!, device, community));
  }
  print('Ctrl-C stops.');
  await stopped;
  responder.close();
  print(responder.devices.map((device) => account(device)).join('\n'));
  return 0;
}

function firstFlag(argv: readonly string[]): number {
  const at = argv.findIndex((word) => word.startsWith('-'));
  return at < 0 ? argv.length : at;
}

function numberOf(name: string, text: string, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= most) return value;
  const sentence = `is a number from 0 to ${most}, found "${text}".`;
  throw new ConfigError([{ where: `--${name}`, field: '', sentence }]);
}

async function open(file: string): Promise<Recording> {
  const recording = await readRecording(file).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new ConfigError([{ where: file, field: '', sentence: `cannot be read: ${why}.` }]);
  });
  if (recording.objects.length > 0) return recording;
  const [first] = recording.badLines;
  const why = first ? `line ${first.line}: ${first.why}` : 'it is empty';
  throw new ConfigError([{ where: file, field: '', sentence: `holds no recorded object: ${why}.` }]);
}

function announce(file: string, recording: Recording, device: SimulatedDevice, community: string): string {
  const { objects, title, badLines, badLineCount, duplicates } = recording;
  const lines = [
    `${file}${title && ` (${title})`}: ${objects.length} objects at ${device.host}:${device.port}`,
    `  try it: npm run check -- snmp ${device.host}:${device.port} --community ${community}`,
  ];
  if (duplicates > 0) lines.push(`  ${duplicates} objects stood there twice; the first one counts`);
  if (badLineCount > 0) lines.push(`  ${badLineCount} lines were left out, the first of them:`);
  for (const { line, why } of badLines.slice(0, 5)) lines.push(`    line ${line}: ${why}`);
  return lines.join('\n');
}

function account({ host, port, figures }: SimulatedDevice): string {
  const { requests, answers, values, strangers, notUnderstood } = figures;
  const odd = [
    strangers > 0 && `${strangers} with another community`,
    notUnderstood > 0 && `${notUnderstood} not understood`,
  ].filter(Boolean);
  const rest = odd.length > 0 ? ` (${odd.join(', ')})` : '';
  return `${host}:${port}  ${requests} requests${rest}, ${answers} answers, ${values} values`;
}
