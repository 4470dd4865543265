import type { CatalogueSetting } from '#protocol/probe-catalogue.ts';

/** What somebody typed into a generated form, by setting; a switch that nobody touched is absent. */
export type SettingDraft = Readonly<Record<string, string | boolean>>;

export type SettingFault = 'required' | 'number' | 'structure';

/** What a field shows before anybody types: the default, or nothing. */
export function shownValue(setting: CatalogueSetting, draft: SettingDraft): string | boolean {
  const typed = draft[setting.name];
  if (typed !== undefined) return typed;
  const { form, default: fallback } = setting;
  if (form === 'switch') return fallback === true;
  if (form === 'choice') return fallback === undefined ? '' : String(fallback);
  return '';
}

/** Texts may hold commas of their own, so that each has a line; numbers are short. */
function separatorOf({ ofNumbers }: CatalogueSetting): string {
  return ofNumbers ? ', ' : '\n';
}

/** What a field says while it is empty. */
export function placeholderOf(setting: CatalogueSetting): string {
  const { form, default: fallback, example = '' } = setting;
  if (form === 'structure' || fallback === undefined || fallback === null) return example;
  if (Array.isArray(fallback) && fallback.length === 0) return example;
  if (Array.isArray(fallback))
    return fallback.every((each) => typeof each !== 'object') ? fallback.join(separatorOf(setting)) : '';
  return typeof fallback === 'object' ? '' : String(fallback);
}

/** `parse` reads YAML; it throws with a sentence. */
export function settingFaults(
  settings: readonly CatalogueSetting[],
  draft: SettingDraft,
  parse: (text: string) => unknown,
): Readonly<Record<string, SettingFault>> {
  const faults: Record<string, SettingFault> = {};
  for (const setting of settings) {
    const fault = faultOf(setting, draft[setting.name], parse);
    if (fault) faults[setting.name] = fault;
  }
  return faults;
}

function faultOf(
  {
    form,
    isNeeded,
    ofNumbers,
    min = Number.NEGATIVE_INFINITY,
    max = Number.POSITIVE_INFINITY,
  }: CatalogueSetting,
  typed: string | boolean | undefined,
  parse: (text: string) => unknown,
): SettingFault | undefined {
  if (typeof typed !== 'string' || typed.trim() === '')
    return isNeeded && form !== 'switch' ? 'required' : undefined;
  if (form === 'number') return isWithin(Number(typed), min, max) ? undefined : 'number';
  if (ofNumbers && partsOf(typed, /[\s,，、]+/).some((part) => !/^\d+$/.test(part))) return 'number';
  if (form !== 'structure') return undefined;
  try {
    parse(typed);
    return undefined;
  } catch {
    return 'structure';
  }
}

/** The settings as the API takes them: what was left empty is left out, so that defaults stay those of what they are of. */
export function settingValues(
  settings: readonly CatalogueSetting[],
  draft: SettingDraft,
  parse: (text: string) => unknown,
): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const setting of settings) {
    const { name, form, default: fallback } = setting;
    const typed = draft[name];
    if (typeof typed === 'boolean') made[name] = typed;
    else if (typed !== undefined && typed.trim() !== '') {
      const value = typedValue(setting, typed.trim(), parse);
      if (form !== 'choice' || value !== fallback) made[name] = value;
    }
  }
  return made;
}

function typedValue(
  { form, ofNumbers }: CatalogueSetting,
  typed: string,
  parse: (text: string) => unknown,
): unknown {
  switch (form) {
    case 'number':
      return Number(typed);
    case 'list':
      return ofNumbers ? partsOf(typed, /[\s,，、]+/).map(Number) : partsOf(typed, /\n/);
    case 'structure':
      return parse(typed);
    default:
      return typed;
  }
}

function partsOf(typed: string, separator: RegExp): string[] {
  return typed
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** The form of settings that are in force; `print` writes YAML. What the form has no field for stays beside it. */
export function draftOfSettings(
  settings: readonly CatalogueSetting[],
  inForce: Readonly<Record<string, unknown>>,
  print: (value: unknown) => string,
): SettingDraft {
  const draft: Record<string, string | boolean> = {};
  for (const setting of settings) {
    const { name, form } = setting;
    const value = inForce[name];
    if (value === undefined) continue;
    if (form === 'structure') draft[name] = print(value).trimEnd();
    else if (Array.isArray(value)) draft[name] = value.join(separatorOf(setting));
    else draft[name] = typeof value === 'boolean' ? value : String(value);
  }
  return draft;
}

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}
