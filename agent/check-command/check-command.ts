/*
 * `check <probe> [address] [settings]`: runs one probe once and prints what it read, how long it took, and why it
 * failed. The same on a developer's machine (`npm run check --`) and beside an installed agent (`ward-agent check`).
 */

import type * as z from 'zod';
import { type CommandLine, type Flag, helpText, readCommandLine } from '#config/command-line.ts';
import { ConfigError } from '#config/config-error.ts';
import { didYouMean } from '#config/nearest.ts';
import { type Override, readConfig } from '#config/read-config.ts';
import { settingsOf } from '#config/settings-table.ts';
import { deadlineOf } from '#probes/deadline.ts';
import { explainedReadings } from '#probes/explained-readings.ts';
import type { Measurements, ProbeOptions, ProbeType } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import { lookUpOther, targetAddress } from '#probes/target-address.ts';
import type { Explanation } from '#protocol/explanation.ts';
import type { ProbeState } from '#protocol/probe-state.ts';
import { createMask, maskExplanation, type OpenSettings } from '../polling/secrets.ts';
import { runProbe } from '../run-probe.ts';
import { splitAddress } from './address.ts';
import { overview } from './overview.ts';
import { renderExplanation } from './render.ts';
import { settingsFlags, typedOverrides } from './settings-flags.ts';

export interface CheckCommandOptions {
  types: readonly ProbeType[];
  probeOptions: ProbeOptions;
  monotonicMs(): number;
  print(text: string): void;
  /** Asks for a secret that was given as `-`. */
  readSecret(prompt: string): Promise<string>;
  signal: AbortSignal;
}

const EXIT = { ok: 0, failed: 1, misused: 2 } as const;
const DEADLINE_MS = 60_000;

const ownFlags: readonly Flag[] = [
  {
    name: 'settings',
    value: 'FILE',
    does: 'a YAML file with settings, for those that have parts of their own',
  },
  { name: 'verbose', does: 'each value that was left out with its reason, and the time of each step' },
  { name: 'json', does: 'all of it as JSON, for programs' },
];

/** Of probes whose account can be made by a script. */
const grantFlags: readonly Flag[] = [
  {
    name: 'grants',
    does: 'the script that makes an account which may read exactly what is read; nothing is asked',
  },
  { name: 'product', value: 'NAME', does: 'with --grants: for which of the products that this probe reads' },
];

/** Returns the exit code: 0 it worked, 1 it did not, 2 the command line makes no sense. */
export async function runCheckCommand(
  argv: readonly string[],
  options: CheckCommandOptions,
): Promise<number> {
  const { types, print } = options;
  const [kind, ...rest] = argv;
  if (kind === undefined || kind === '--help' || kind === '-h') {
    print(overview(types));
    return kind === undefined ? EXIT.misused : EXIT.ok;
  }
  const type = types.find(({ name }) => name === kind);
  if (type === undefined) {
    const hint = didYouMean(
      kind,
      types.map(({ name }) => name),
    );
    print(`There is no probe "${kind}".${hint}\n\n${overview(types)}`);
    return EXIT.misused;
  }
  try {
    return await check(type, rest, options);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    print(error.message);
    return EXIT.misused;
  }
}

async function check(
  type: ProbeType,
  argv: readonly string[],
  options: CheckCommandOptions,
): Promise<number> {
  const reachesOut = type.reach === 'out';
  const flags = flagsOf(type);
  const [first] = argv;
  const typed = reachesOut && first !== undefined && !first.startsWith('-') ? first : undefined;
  const commandLine = readCommandLine(typed === undefined ? argv : argv.slice(1), flags);
  if (commandLine.help) {
    options.print(helpText(usageOf(type), flags));
    return EXIT.ok;
  }
  if (commandLine.values.grants) {
    options.print(await grantsOf(type, commandLine));
    return EXIT.ok;
  }
  const overrides = [...(await withSecrets(typedOverrides(type, commandLine.overrides), options))];
  if (reachesOut) {
    if (typed === undefined) {
      throw new ConfigError([{ where: type.name, field: '', sentence: `which address? ${usageOf(type)}` }]);
    }
    const { address, port, scheme, path } = splitAddress(typed);
    for (const [field, value] of Object.entries({ address, port, scheme, path })) {
      if (value !== undefined && (field === 'address' || field === 'port' || hasSetting(type, field)))
        overrides.push({ path: [field], value, from: 'address' });
    }
  }
  const { settings: file } = commandLine.values;
  const config = readTyped(typeof file === 'string' ? file : undefined, type.config, overrides);
  const startedMs = options.monotonicMs();
  const { state, error, explanation } = masked(config, await ask(type, config, options));
  const durationMs = options.monotonicMs() - startedMs;

  const isJson = commandLine.values[hasSetting(type, 'json') ? 'as-json' : 'json'] === true;
  if (isJson) {
    options.print(JSON.stringify({ ok: state === 'ok', state, error, durationMs, ...explanation }, null, 2));
  } else {
    const texts = [
      explanation && renderExplanation(explanation, commandLine.values.verbose === true),
      state !== 'ok' && `${type.name} ${typed ?? ''} failed after ${durationMs} ms (${state}): ${error}`,
    ];
    options.print(texts.filter(Boolean).join('\n\n'));
  }
  return state === 'ok' ? EXIT.ok : EXIT.failed;
}

/** What is missing is named as the flag that gives it, since there is no file to put it into. */
function readTyped<T>(file: string | undefined, schema: z.ZodType<T>, overrides: readonly Override[]): T {
  try {
    return readConfig(file, schema, overrides);
  } catch (error) {
    if (!(error instanceof ConfigError) || file !== undefined) throw error;
    const asFlag = (field: string) => (/^[a-z_]+$/.test(field) ? `--${field.replaceAll('_', '-')}` : '');
    throw new ConfigError(
      error.problems.map((problem) => ({ ...problem, where: problem.where || asFlag(problem.field) })),
      { cause: error },
    );
  }
}

function flagsOf(type: ProbeType): Flag[] {
  const settings = settingsFlags(type);
  const more = type.grants ? [...grantFlags, ...ownFlags] : ownFlags;
  const isTaken = (name: string) => settings.some((each) => each.name === name);
  // What a probe itself calls json, such as the body that a page is sent, keeps its name.
  const free = more.map((flag) =>
    flag.name === 'json' && isTaken('json') ? { ...flag, name: 'as-json' } : flag,
  );
  return [...settings, ...free.filter(({ name }) => !isTaken(name))];
}

/** For the account of the settings, where one is named. */
async function grantsOf(type: ProbeType, { values }: CommandLine): Promise<string> {
  const { user = 'ward', product } = values;
  const script = await type.grants?.({
    user: String(user),
    ...(typeof product === 'string' && product !== 'auto' && { product }),
  });
  return script?.trimEnd() ?? '';
}

interface Outcome {
  state: ProbeState;
  error: string;
  explanation: Explanation | undefined;
}

/** What is printed is copied into tickets. */
function masked(config: unknown, { state, error, explanation }: Outcome): Outcome {
  const mask = createMask(config as OpenSettings);
  return { state, error: mask(error), explanation: explanation && maskExplanation(explanation, mask) };
}

async function ask(type: ProbeType, written: unknown, options: CheckCommandOptions): Promise<Outcome> {
  const { signal } = options;
  const timeIsOver = () => new ProbeError('silent', `gave no answer within ${DEADLINE_MS / 1_000} s`);
  const deadline = deadlineOf({ timeoutMs: DEADLINE_MS, signal }, timeIsOver);
  try {
    const { config, probeOptions } = await atAddress(type, written, options.probeOptions);
    if (type.explain === undefined) return await collectOnce(type, config, { ...options, probeOptions });
    return { state: 'ok', error: '', explanation: await type.explain(config, probeOptions, deadline.signal) };
  } catch (error) {
    const { message } = error as Error;
    if (!(error instanceof ProbeError)) return { state: 'failed', error: message, explanation: undefined };
    const { state, measurements: before } = error;
    // What was read before it failed says where to look.
    const explanation = before?.readings.length ? plainExplanation(type, before, []) : undefined;
    return { state, error: message, explanation };
  } finally {
    deadline.end();
  }
}

/** As an agent hands it over: the address that the name leads to, and the name beside it. */
async function atAddress(
  type: ProbeType,
  config: unknown,
  probeOptions: ProbeOptions,
): Promise<{ config: unknown; probeOptions: ProbeOptions }> {
  if (type.reach !== 'out') return { config, probeOptions };
  const { address: host } = config as { address: string };
  const resolve = (name: string, family?: 4 | 6) =>
    lookUpOther(name, {}, family === undefined ? 'any' : `ipv${family}`);
  const address = await targetAddress(host, {});
  return { config: { ...(config as object), address }, probeOptions: { ...probeOptions, host, resolve } };
}

/** Probes without reasons of their own: their readings, and what they skipped. */
async function collectOnce(
  type: ProbeType,
  config: unknown,
  { probeOptions, monotonicMs }: CheckCommandOptions,
): Promise<Outcome> {
  const probe = type.create(config, probeOptions);
  const { run } = runProbe(probe, { timeoutMs: DEADLINE_MS, wallMs: probeOptions.now, monotonicMs });
  const { state, error, readings, skipped, durationMs } = await run;
  await probe.close();
  const explanation = plainExplanation(type, { readings, skipped }, [
    { step: type.name, ms: durationMs, requests: 0, values: readings.length },
  ]);
  return { state, error, explanation };
}

/** Readings and what was left out, by the words of the probe's metrics. */
function plainExplanation(
  type: ProbeType,
  { readings, skipped = [] }: Measurements,
  timings: Explanation['timings'],
): Explanation {
  return {
    recognised: null,
    readings: explainedReadings(type.metrics, readings),
    ignored: skipped.map(({ what, why }) => ({ what, why })),
    timings,
  };
}

async function withSecrets(
  overrides: readonly Override[],
  { readSecret }: CheckCommandOptions,
): Promise<Override[]> {
  const read: Override[] = [];
  for (const override of overrides) {
    const value = override.value === '-' ? await readSecret(`${override.path.join('.')}: `) : override.value;
    read.push({ ...override, value });
  }
  return read;
}

function hasSetting({ config }: ProbeType, name: string): boolean {
  return settingsOf(config).some(({ path }) => path === name);
}

function usageOf({ name, reach }: ProbeType): string {
  const example = reach === 'out' ? ' ADDRESS[:PORT]' : '';
  return `Usage: check ${name}${example} [settings]. A setting given as "-" is asked for and not shown.`;
}
