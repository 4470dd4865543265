import type { ChannelKind } from '#protocol/channel-catalogue.ts';
import type { CatalogueSetting } from '#protocol/probe-catalogue.ts';
import type { ChannelEntry } from '../../../api/contacts.ts';
import type { Language } from '../../../words/language.ts';
import {
  draftOfSettings,
  type SettingDraft,
  type SettingFault,
  settingFaults,
  settingValues,
} from '../form/setting-draft.ts';

/** Own words for one language; empty: Ward's own. */
export interface TemplateDraft {
  title: string;
  body: string;
}
export type TemplateDrafts = Readonly<Record<Language, TemplateDraft>>;

/** A channel as it is typed. */
export interface ChannelDraft {
  name: string;
  organisation: string;
  enabled: boolean;
  isDefault: boolean;
  /** Name of a channel; empty: none. */
  fallback: string;
  fallbackMinutes: string;
  /** Empty: what its kind takes. */
  callsPerMinute: string;
  settings: SettingDraft;
  /** Kept secrets that somebody took away. */
  cleared: readonly string[];
  templates: TemplateDrafts;
}

export type ChannelFault = 'required' | 'bad_name' | 'taken' | 'bad_minutes' | 'bad_calls';
export interface ChannelFaults {
  name?: ChannelFault;
  fallbackMinutes?: ChannelFault;
  callsPerMinute?: ChannelFault;
  /** Own words name something that there is not; the fields say where. */
  templates?: 'bad_template';
  settings: Readonly<Record<string, SettingFault>>;
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,63}$/u;
/** Any label of a series can be named. */
const LABEL = /^label\.[A-Za-z_][A-Za-z0-9_.-]{0,99}$/;
const MINUTE_MS = 60_000;
/** Own words have fields of their own. */
const TEMPLATES = 'templates';
/** Of mails the collector lends what is left empty out of its own settings. */
const LENT: Readonly<Record<string, readonly string[]>> = { email: ['host', 'port', 'security', 'from'] };

/** The settings that the form shows as fields. */
export function fieldsOf(kind: ChannelKind): CatalogueSetting[] {
  const lent = LENT[kind.kind] ?? [];
  return kind.settings
    .filter(({ name }) => name !== TEMPLATES)
    .map((setting) => (lent.includes(setting.name) ? { ...setting, isNeeded: false } : setting));
}

/** Proofs and what goes with them: what people have at hand when they add a channel. */
const PROOFS = ['user', 'keyword', 'version', 'auth', 'priv'];

/** What a gateway of short messages is sent: without it no number and no text arrive. */
const SENT: Readonly<Record<string, readonly string[]>> = { sms: ['method', 'body', 'phones'] };

/** The settings that stand before the others, though some may stay empty. */
export function firstOf({ kind, settings, secrets }: ChannelKind): ReadonlySet<string> {
  const lines = settings.filter(({ form }) => form !== 'structure').map(({ name }) => name);
  const wanted = [...secrets, ...PROOFS, ...(LENT[kind] ?? []), ...(SENT[kind] ?? [])];
  return new Set(lines.filter((name) => wanted.includes(name)));
}

/** A name that is free: most sites have one channel of a kind, and call it by what that is called. */
export function suggestedName(title: string, taken: readonly string[]): string {
  const first = title.trim().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  for (let number = 1; ; number++) {
    const name = number === 1 ? first : `${first}-${number}`;
    if (!taken.includes(name)) return name;
  }
}

/** An empty form, with what is most often right. */
export function newChannel(organisation: string, name = ''): ChannelDraft {
  return {
    name,
    organisation,
    enabled: true,
    isDefault: false,
    fallback: '',
    fallbackMinutes: '5',
    callsPerMinute: '',
    settings: {},
    cleared: [],
    templates: noTemplates(),
  };
}

function noTemplates(): TemplateDrafts {
  return { 'zh-CN': { title: '', body: '' }, en: { title: '', body: '' } };
}

/** The form of a channel that is kept; `print` writes YAML. */
export function draftOfChannel(
  channel: ChannelEntry,
  kind: ChannelKind,
  print: (value: unknown) => string,
): ChannelDraft {
  const { name, organisation, enabled, isDefault, fallback, fallbackAfterMs, callsPerMinute, config } =
    channel;
  const own = (config[TEMPLATES] ?? {}) as Partial<Record<Language, Partial<TemplateDraft>>>;
  const empty = noTemplates();
  return {
    name,
    organisation,
    enabled,
    isDefault,
    fallback: fallback ?? '',
    fallbackMinutes: String(fallbackAfterMs / MINUTE_MS),
    callsPerMinute: callsPerMinute === kind.callsPerMinute ? '' : String(callsPerMinute),
    settings: draftOfSettings(fieldsOf(kind), changedOf(config, kind), print),
    cleared: [],
    templates: {
      'zh-CN': { ...empty['zh-CN'], ...own['zh-CN'] },
      en: { ...empty.en, ...own.en },
    },
  };
}

/** What differs from the defaults: those are shown in grey, and follow the collector. */
function changedOf(config: Readonly<Record<string, unknown>>, kind: ChannelKind): Record<string, unknown> {
  const defaults = new Map(kind.settings.map((setting) => [setting.name, setting.default]));
  return Object.fromEntries(
    Object.entries(config).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults.get(name)),
    ),
  );
}

/**
 * Secrets that stay as they are when nothing is typed: those that are kept, unless the channel leads elsewhere now.
 * The collector gives no secret to another place.
 */
export function keptSecrets(
  draft: ChannelDraft,
  kind: ChannelKind,
  before: ChannelEntry | undefined,
  parse: (text: string) => unknown,
): ReadonlySet<string> {
  if (!before) return new Set();
  const typed = settingValues(fieldsOf(kind), draft.settings, parse);
  const isElsewhere = kind.destination.some(
    (name) => name in typed && (before.sealed.includes(name) || typed[name] !== before.config[name]),
  );
  return new Set(isElsewhere ? [] : before.sealed.filter((name) => !draft.cleared.includes(name)));
}

/** What is wrong with it; the collector looks again and says more. */
export function channelFaults(
  draft: ChannelDraft,
  kind: ChannelKind,
  context: { kept: ReadonlySet<string>; taken: readonly string[]; parse(text: string): unknown },
): ChannelFaults {
  const { kept, taken, parse } = context;
  const faults: ChannelFaults = { settings: {} };
  if (!draft.name) faults.name = 'required';
  else if (!NAME.test(draft.name)) faults.name = 'bad_name';
  else if (taken.includes(draft.name)) faults.name = 'taken';
  const minutes = Number(draft.fallbackMinutes);
  if (draft.fallback && !(minutes >= 1 / 6 && minutes <= 1_440)) faults.fallbackMinutes = 'bad_minutes';
  const calls = Number(draft.callsPerMinute);
  if (draft.callsPerMinute.trim() && !(Number.isInteger(calls) && calls >= 1 && calls <= 600))
    faults.callsPerMinute = 'bad_calls';
  if (areTemplatesFaulty(draft.templates, kind)) faults.templates = 'bad_template';
  faults.settings = Object.fromEntries(
    Object.entries(settingFaults(fieldsOf(kind), draft.settings, parse)).filter(
      ([name, fault]) => !(fault === 'required' && kept.has(name)),
    ),
  );
  return faults;
}

/** True when some of them would be refused; a kind that takes none has no names. */
export function areTemplatesFaulty(drafts: TemplateDrafts, { templateNames }: ChannelKind): boolean {
  if (templateNames.length === 0) return false;
  const isFaulty = (template: string) => isTemplateFaulty(template, templateNames);
  return Object.values(drafts).some(({ title, body }) => isFaulty(title) || isFaulty(body));
}

/** True for a name that there is not, and for braces without their others. */
export function isTemplateFaulty(template: string, names: readonly string[]): boolean {
  const places = [...template.matchAll(/\{\{([^{}]*)\}\}/g)];
  const rest = places.reduce((text, [place]) => text.replace(place, ''), template);
  if (/\{\{|\}\}/.test(rest)) return true;
  return places.some(([, name]) => !names.includes(name.trim()) && !LABEL.test(name.trim()));
}

/** True when nothing is wrong. */
export function isFaultless({ settings, ...others }: ChannelFaults): boolean {
  return Object.keys(settings).length === 0 && Object.values(others).every((fault) => !fault);
}

/** The configuration as the collector takes it: secrets that were left empty are left out, so that they stay. */
export function channelConfig(
  draft: ChannelDraft,
  kind: ChannelKind,
  parse: (text: string) => unknown,
): Record<string, unknown> {
  const emptied = kind.settings.filter(({ name }) => draft.cleared.includes(name));
  const config = {
    ...Object.fromEntries(emptied.map((setting) => [setting.name, setting.default ?? ''])),
    ...settingValues(fieldsOf(kind), draft.settings, parse),
  };
  const templates = templatesOf(draft.templates);
  return kind.templateNames.length > 0 && templates ? { ...config, [TEMPLATES]: templates } : config;
}

/** What is sent to the collector. */
export function channelBody(
  draft: ChannelDraft,
  kind: ChannelKind,
  parse: (text: string) => unknown,
): Record<string, unknown> {
  const { organisation, enabled, isDefault, fallback, fallbackMinutes, callsPerMinute } = draft;
  return {
    kind: kind.kind,
    organisation,
    enabled,
    isDefault,
    fallback: fallback || null,
    ...(fallback && { fallbackAfterMs: Math.round(Number(fallbackMinutes) * MINUTE_MS) }),
    callsPerMinute: callsPerMinute.trim() ? Number(callsPerMinute) : null,
    config: channelConfig(draft, kind, parse),
  };
}

/** Undefined where all words are Ward's own. */
function templatesOf(drafts: TemplateDrafts): Record<string, TemplateDraft> | undefined {
  const own = Object.entries(drafts).filter(([, { title, body }]) => title.trim() || body.trim());
  return own.length === 0 ? undefined : Object.fromEntries(own);
}
