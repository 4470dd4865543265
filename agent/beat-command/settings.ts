import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Flag, readCommandLine } from '#config/command-line.ts';
import { ConfigError } from '#config/config-error.ts';
import { parseDuration } from '#config/duration.ts';

/** What one call of `beat` shall do. */
export interface BeatSettings {
  url: string;
  /** How it is called in what is said about it. */
  job: string;
  timeoutMs: number;
  waitMs: number;
  masks: readonly RegExp[];
  results: readonly string[];
  successOnly: boolean;
  spool: string;
  ca: string | undefined;
  insecure: boolean;
  /** Empty: one plain ping. */
  command: readonly string[];
}

/** What is understood, and what the help says. */
export const beatFlags: readonly Flag[] = [
  {
    name: 'url',
    value: 'URL',
    does: 'address of the job’s beats, with its token; or WARD_BEAT_URL in the environment',
  },
  { name: 'job', value: 'NAME', does: 'how the job is called in messages (default: the command)' },
  {
    name: 'timeout',
    value: '2h',
    does: 'ends the command after this long, which is a failure (default: never)',
  },
  {
    name: 'result',
    value: 'FILE',
    many: true,
    does: 'file that it makes: its size is told; may be given several times',
  },
  {
    name: 'mask',
    value: 'REGEX',
    many: true,
    does: 'what is hidden in the output that is sent, beside the usual password=…',
  },
  { name: 'success-only', does: 'tells a success and nothing else' },
  {
    name: 'wait',
    value: '5s',
    does: 'longest wait for the collector once the command has ended (default 5s)',
  },
  {
    name: 'spool',
    value: 'DIR',
    does: 'where beats are kept that could not be sent (default ~/.ward-beats)',
  },
  { name: 'ca', value: 'FILE', does: 'PEM of the authority that signed the certificate of the collector' },
  { name: 'insecure', does: 'does not check that certificate' },
];

export const beatUsage = [
  'Usage: beat --url URL [options] -- COMMAND [ARGUMENTS]',
  '       beat --url URL [options]',
  '',
  'Runs a command and tells the collector that it starts, succeeds or fails, how long it took and its last words.',
  'Its output and its exit code are passed on. Without a command it tells one success. A collector that is away',
  'neither delays nor fails the command: what could not be sent is kept and sent by the next call. The command runs',
  'even where these options make no sense: they are complained of, and nobody is told.',
].join('\n');

/** What stands behind the two dashes. */
export function commandOf(argv: readonly string[]): string[] {
  const split = argv.indexOf('--');
  return split < 0 ? [] : argv.slice(split + 1);
}

/** Undefined when the help was asked for. Throws a ConfigError that says what is wrong. */
export function readSettings(argv: readonly string[], env: NodeJS.ProcessEnv): BeatSettings | undefined {
  const split = argv.indexOf('--');
  const own = split < 0 ? argv : argv.slice(0, split);
  const command = commandOf(argv);
  const { help, values } = readCommandLine(own, beatFlags);
  if (help) return undefined;
  if (split >= 0 && command.length === 0) throw wrong('--', 'a command has to follow');
  const ca = values.ca as string | undefined;
  return {
    url: readUrl((values.url as string | undefined) ?? env.WARD_BEAT_URL),
    job: (values.job as string | undefined) ?? command[0] ?? 'ping',
    timeoutMs: readDuration('--timeout', values.timeout as string | undefined, 0),
    waitMs: readDuration('--wait', values.wait as string | undefined, 5_000),
    masks: ((values.mask as string[] | undefined) ?? []).map(readMask),
    results: (values.result as string[] | undefined) ?? [],
    successOnly: values['success-only'] === true,
    spool: (values.spool as string | undefined) ?? env.WARD_BEAT_SPOOL ?? join(homedir(), '.ward-beats'),
    ca: ca === undefined ? undefined : readPem(ca),
    insecure: values.insecure === true,
    command,
  };
}

function readUrl(text: string | undefined): string {
  if (text === undefined || text === '')
    throw wrong('--url', 'needed: the address that the page of the job shows');
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong('--url', `not an address such as https://ward.example:8642/api/v1/beats/wb_…`);
  }
  if (!/^https?:$/.test(url.protocol))
    throw wrong('--url', `http or https are allowed, found ${url.protocol}`);
  return text;
}

function readDuration(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const ms = parseDuration(text);
  if (ms === undefined) throw wrong(flag, `not a duration such as 30s, 5m or 2h: found "${text}"`);
  return ms;
}

function readMask(text: string): RegExp {
  try {
    return new RegExp(text, 'g');
  } catch (error) {
    throw wrong('--mask', `no regular expression: ${(error as Error).message}`);
  }
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw wrong('--ca', `cannot be read: ${(error as Error).message}`);
  }
}

function wrong(where: string, sentence: string): ConfigError {
  return new ConfigError([{ where, field: '', sentence }]);
}
