import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Flag } from '#config/command-line.ts';
import { ConfigError } from '#config/config-error.ts';
import type { Override } from '#config/read-config.ts';
import { type Setting, settingsOf } from '#config/settings-table.ts';
import type { ProbeType } from '#probes/probe.ts';

/** Given on the command line otherwise. */
const ADDRESS_FIELDS = ['address', 'port'];
/** The text of a PEM file, which nobody types: its path is given. */
const PEM_FIELD = 'ca';

/** One flag for each setting of a probe: `auth_password` and `authPassword` are `--auth-password`. */
export function settingsFlags({ config }: ProbeType): Flag[] {
  const flags: Flag[] = [];
  for (const setting of settingsOf(config)) {
    const { path } = setting;
    if (path === '' || path.includes('.') || ADDRESS_FIELDS.includes(path)) continue;
    const name = wordsOf(path).join('-');
    flags.push({ name, value: valueName(path), path: [path], does: tell(setting, isNeeded(config, path)) });
  }
  return flags;
}

/** Meaning, choices and default, as short as they can be said. */
function tell({ allowed, default: fallback, meaning }: Setting, needed: boolean): string {
  const choices = /^`[^`]+`(, `[^`]+`)+$/.test(allowed) ? allowed.replaceAll('`', '') : '';
  const brackets = [
    needed ? 'must be given' : '',
    choices && `one of ${choices}`,
    fallback === undefined || ['[]', '{}'].includes(fallback) ? '' : `default ${unquoted(fallback)}`,
  ].filter(Boolean);
  return [meaning || (choices ? '' : allowed), brackets.length > 0 ? `(${brackets.join('; ')})` : '']
    .filter(Boolean)
    .join(' ');
}

function unquoted(json: string): string {
  return json.replace(/^"([^"]+)"$/, '$1');
}

function isNeeded(config: z.ZodType, name: string): boolean {
  const field = fieldsOf(config)[name];
  return field !== undefined && !field.safeParse(undefined).success;
}

function fieldsOf(config: z.ZodType): Record<string, z.ZodType> {
  return config instanceof z.ZodObject ? (config.shape as Record<string, z.ZodType>) : {};
}

/** What was typed becomes what a YAML file would hold: a community of digits stays a text, a port is a number. */
export function typedOverrides(type: ProbeType, overrides: readonly Override[]): Override[] {
  const fields = fieldsOf(type.config);
  return overrides.map((override) => {
    const [name = ''] = override.path;
    const field = fields[name];
    if (name === PEM_FIELD) return { ...override, value: pemText(override) };
    return typeof override.value === 'string' && field
      ? { ...override, value: typed(override.value, field) }
      : override;
  });
}

function typed(text: string, field: z.ZodType): unknown {
  // A text that the schema takes as it is was meant as it is.
  if (field.safeParse(text).success) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  const list = text.split(',').map((part) => part.trim());
  return [list, list.map(Number)].find((each) => field.safeParse(each).success) ?? text;
}

function pemText({ value, from }: Override): string {
  const given = String(value);
  if (given.includes('-----BEGIN')) return given;
  try {
    return readFileSync(given, 'utf8');
  } catch (cause) {
    const sentence = `found "${given}"; allowed is the path of a PEM file that can be read (${(cause as NodeJS.ErrnoException).code}).`;
    throw new ConfigError([{ where: from, field: '', sentence }], { cause });
  }
}

function wordsOf(path: string): string[] {
  return path
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .split('_')
    .filter(Boolean);
}

function valueName(path: string): string {
  if (path === PEM_FIELD) return 'FILE';
  return wordsOf(path).at(-1)?.toUpperCase() ?? 'VALUE';
}
