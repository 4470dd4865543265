import * as z from 'zod';

/** One setting, as a reference names it. */
export interface Setting {
  /** `tls.cert` */
  path: string;
  allowed: string;
  /** As a person would write it; undefined where there is none. */
  default: string | undefined;
  meaning: string;
}

/** What a schema may say of itself beside its type; a map with `allowed` is one setting. */
interface SettingMeta {
  description?: string;
  allowed?: string;
  default?: string;
}

/**
 * Every setting of a configuration's schema. The meaning is what `.describe()` says, what is allowed is
 * `.meta({ allowed })` or follows from the type, the default is that of `.default()` or `.prefault()` or `.meta({ default })`.
 */
export function settingsOf(schema: z.ZodType, path = ''): Setting[] {
  const { inner, fallback } = unwrapSchema(schema);
  const meta = { ...inner.meta(), ...schema.meta() } as SettingMeta;
  if (inner instanceof z.ZodObject && meta.allowed === undefined) {
    return Object.entries(inner.shape).flatMap(([name, field]) =>
      settingsOf(field as z.ZodType, path === '' ? name : `${path}.${name}`),
    );
  }
  return [
    {
      path,
      allowed: meta.allowed ?? allowedBy(inner),
      default: meta.default ?? (fallback === undefined ? undefined : JSON.stringify(fallback)),
      meaning: meta.description ?? '',
    },
  ];
}

/** The settings as a Markdown table. */
export function settingsTable(schema: z.ZodType): string {
  const rows = settingsOf(schema).map(
    (setting) =>
      `| \`${setting.path}\` | ${setting.allowed} | ${setting.default === undefined ? '' : `\`${setting.default}\``} | ${setting.meaning} |`,
  );
  return ['| setting | allowed | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

/** What lies under optional and default, and the outermost default. */
export function unwrapSchema(schema: z.ZodType): { inner: z.ZodType; fallback: unknown } {
  let inner = schema;
  let fallback: unknown;
  for (;;) {
    if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) {
      fallback ??= inner.def.defaultValue;
      inner = inner.def.innerType as z.ZodType;
    } else if (inner instanceof z.ZodOptional) inner = inner.def.innerType as z.ZodType;
    else return { inner, fallback };
  }
}

function allowedBy(schema: z.ZodType): string {
  if (schema instanceof z.ZodEnum) return schema.options.map((option) => `\`${option}\``).join(', ');
  if (schema instanceof z.ZodBoolean) return '`true`, `false`';
  if (schema instanceof z.ZodArray) return `list of: ${allowedBy(schema.element as z.ZodType)}`;
  if (schema instanceof z.ZodNumber) return `number from ${schema.minValue} to ${schema.maxValue}`;
  return 'text';
}
