import { resolve } from 'node:path';
import { CollectorConfig } from '#collector/config/config.ts';
import { type CommandLine, type Flag, readCommandLine } from '#config/command-line.ts';
import { ConfigError, type ConfigProblem } from '#config/config-error.ts';
import { readConfig } from '#config/read-config.ts';
import type { WrittenCopyOrder } from '../copy-order.ts';
import { DAY_MS } from '../copy-plan.ts';
import { parseSide, SIDE_FORMS } from '../side-address.ts';
import { VERBS, type Verb } from './flags.ts';

/** What was asked for on the command line. */
export interface StoreSettings {
  config: CollectorConfig;
  /** Undefined for what needs no sides. */
  order: WrittenCopyOrder | undefined;
}

/** Reads flags and configuration; undefined for `--help`. Throws a ConfigError that names every mistake. */
export function readStoreSettings(
  verb: Verb,
  argv: readonly string[],
  nowMs: number,
): StoreSettings | undefined {
  const flags: readonly Flag[] = VERBS[verb].flags;
  const line = readCommandLine(argv, flags);
  if (line.help) return undefined;
  const config = readConfig(line.values.config as string | undefined, CollectorConfig, line.overrides);
  config.data = resolve(config.data);
  const order = verb === 'copy' || verb === 'compare' ? readOrder(verb, line, nowMs) : undefined;
  return { config, order };
}

function readOrder(verb: 'copy' | 'compare', { values }: CommandLine, nowMs: number): WrittenCopyOrder {
  const problems: ConfigProblem[] = [];
  const wrong = (flag: string, sentence: string) =>
    problems.push({ where: `--${flag}`, field: '', sentence });

  function side(flag: 'from' | 'to'): string {
    const text = values[flag] as string | undefined;
    if (text === undefined) wrong(flag, `is missing. Allowed: ${SIDE_FORMS}.`);
    else {
      const found = parseSide(text);
      // Whoever reads the order may work in another folder.
      if (found?.kind === 'folder') return `embedded:${found.path}`;
      if (!found) wrong(flag, `found "${hidden(text)}". Allowed: ${SIDE_FORMS}.`);
    }
    return text ?? '';
  }

  function day(flag: string, otherwise: number): number {
    const text = values[flag] as string | undefined;
    if (text === undefined) return otherwise;
    const timeMs = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(timeMs)) wrong(flag, `found "${text}". Allowed: a day as 2026-11-21.`);
    return timeMs;
  }

  function share(): number {
    const text = (values.share as string | undefined) ?? '30';
    const percent = Number(text.replace(/%$/, ''));
    if (!(percent >= 1 && percent <= 100)) wrong('share', `found "${text}". Allowed: 1 to 100.`);
    return percent / 100;
  }

  const targets = (values.targets as string | undefined)?.split(',').map((id) => id.trim());
  if (targets?.includes('')) wrong('targets', 'found an empty id. Allowed: ids with commas between them.');
  const order: WrittenCopyOrder = {
    from: side('from'),
    to: side('to'),
    fromMs: day('from-day', 0),
    toMs: day('to-day', Math.floor(nowMs / DAY_MS) * DAY_MS) + DAY_MS,
    targets,
    share: share(),
    does: verb === 'compare' ? 'compare' : values['dry-run'] ? 'plan' : 'copy',
  };
  if (order.fromMs >= order.toMs) wrong('from-day', 'lies behind --to-day. Allowed: that day or one before.');
  if (problems.length > 0) throw new ConfigError(problems);
  return order;
}

/** What was typed wrong may hold a secret all the same. */
function hidden(text: string): string {
  return text.replace(/\/\/[^@/]*@/, '//…@');
}
