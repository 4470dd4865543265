import * as z from 'zod';
import type { Flag } from '#config/command-line.ts';
import type { Override } from '#config/read-config.ts';
import { settingsOf } from '#config/settings-table.ts';
import type { ProbeType } from '#probes/probe.ts';

/** Given on the command line otherwise. */
const ADDRESS_FIELDS = ['address', 'port'];

/** One flag for each setting of a probe: `auth_password` and `authPassword` are `--auth-password`. */
export function settingsFlags({ config }: ProbeType): Flag[] {
  const flags: Flag[] = [];
  for (const { path, allowed, default: fallback, meaning } of settingsOf(config)) {
    if (path === '' || path.includes('.') || ADDRESS_FIELDS.includes(path)) continue;
    const does = [meaning || allowed, fallback === undefined ? '' : `(default ${fallback})`];
    flags.push({
      name: wordsOf(path).join('-'),
      value: valueName(path),
      path: [path],
      does: does.filter(Boolean).join(' '),
    });
  }
  return flags;
}

/** What was typed becomes what a YAML file would hold: a community of digits stays a text, a port is a number. */
export function typedOverrides(type: ProbeType, overrides: readonly Override[]): Override[] {
  const fields = type.config instanceof z.ZodObject ? (type.config.shape as Record<string, z.ZodType>) : {};
  return overrides.map((override) => {
    const [name = ''] = override.path;
    const field = fields[name];
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

function wordsOf(path: string): string[] {
  return path
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .split('_')
    .filter(Boolean);
}

function valueName(path: string): string {
  return wordsOf(path).at(-1)?.toUpperCase() ?? 'VALUE';
}
