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
import type { ProbeType } from '#probes/probe.ts';
import { splitAddress } from './address.ts';
import { type AskOnceOptions, askOnce } from './ask-once.ts';
import { overview } from './overview.ts';
import { renderExplanation } from './render.ts';
import { settingsFlags, typedOverrides } from './settings-flags.ts';

export interface CheckCommandOptions extends AskOnceOptions {
  types: readonly ProbeType[];
  print(text: string): void;
  /** Asks for a secret that was given as `-`. */
  readSecret(prompt: string): Promise<string>;
}

const EXIT = { ok: 0, failed: 1, misused: 2 } as const;

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
  const { state, error, explanation } = await askOnce(type, config, options);
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
