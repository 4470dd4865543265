import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { tellIssue } from './tell-issue.ts';
import { parseYaml, type YamlText } from './yaml-text.ts';

export { ConfigError, type ConfigProblem } from './config-error.ts';

/** A setting from elsewhere than the file, such as a flag; it wins over the file. */
export interface Override {
  path: readonly string[];
  value: unknown;
  /** How a mistake in it is named, such as `--listen`. */
  from: string;
}

/**
 * The configuration in `file`, a YAML text, with the overrides put over it and read strictly by `schema`.
 * Without a file there are only the overrides and the defaults. Throws a ConfigError that names every mistake
 * with file and line, field, what was found and what is allowed.
 */
export function readConfig<Schema extends z.ZodType>(
  file: string | undefined,
  schema: Schema,
  overrides: readonly Override[] = [],
): z.output<Schema> {
  return readSettings(file, schema, overrides).config;
}

/** The same together with the settings as they were written, for whoever merges others over them later. */
export function readSettings<Schema extends z.ZodType>(
  file: string | undefined,
  schema: Schema,
  overrides: readonly Override[] = [],
): { config: z.output<Schema>; written: unknown } {
  const text = file === undefined ? undefined : readText(file);
  return readSettingsText(text, file ?? '', schema, overrides);
}

/** The same from a text that is already there; `name` stands for the file in what is said about mistakes. */
export function readConfigText<Schema extends z.ZodType>(
  text: string | undefined,
  name: string,
  schema: Schema,
  overrides: readonly Override[] = [],
): z.output<Schema> {
  return readSettingsText(text, name, schema, overrides).config;
}

function readSettingsText<Schema extends z.ZodType>(
  text: string | undefined,
  name: string,
  schema: Schema,
  overrides: readonly Override[],
): { config: z.output<Schema>; written: unknown } {
  const yaml = parseYaml(text ?? '', name);
  const settings = withOverrides(yaml.value ?? {}, overrides);
  const result = schema.safeParse(settings);
  if (result.success) return { config: result.data, written: settings };
  const problems = result.error.issues.flatMap((issue) => tellIssue(issue, settings, schema));
  throw new ConfigError(
    firstOfEachField(
      problems.map(({ path, sentence }) => ({
        where: origin(path, overrides, yaml) ?? name,
        field: fieldName(path),
        sentence,
      })),
    ),
  );
}

/** Where the type is wrong already, what Zod says about length or form besides is noise. */
function firstOfEachField(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return problems.filter(({ field }, index) => problems.findIndex((each) => each.field === field) === index);
}

/** `probes.disk.mounts[0]` */
function fieldName(path: readonly PropertyKey[]): string {
  let name = '';
  for (const part of path) name += typeof part === 'number' ? `[${part}]` : `${name && '.'}${String(part)}`;
  return name;
}

/** The flag that set the field, or file and line of it or of the nearest thing around it. */
function origin(
  path: readonly PropertyKey[],
  overrides: readonly Override[],
  yaml: YamlText,
): string | undefined {
  const override = overrides.find((each) => each.path.every((part, index) => part === path[index]));
  return override?.from ?? yaml.whereIs(path);
}

function withOverrides(settings: unknown, overrides: readonly Override[]): unknown {
  let result = settings;
  for (const { path, value } of overrides) result = withValue(result, path, value);
  return result;
}

function withValue(settings: unknown, path: readonly string[], value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  // Something else than a map stays as it is, so that the schema complains about what the person wrote.
  if (settings !== undefined && settings !== null && !isMap(settings)) return settings;
  const map = settings ?? {};
  return { ...map, [first]: withValue((map as Record<string, unknown>)[first], rest, value) };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(
      [{ where: file, field: '', sentence: READ_FAILURES[code ?? ''] ?? String(cause) }],
      {
        cause,
      },
    );
  }
}

const READ_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  EACCES: 'this user may not read it.',
  EISDIR: 'is a folder; the path of a YAML file is needed.',
};
