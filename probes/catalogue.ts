import { saidOf, settingOf, shapeOf } from '#config/form-settings.ts';
import { unwrapSchema } from '#config/settings-table.ts';
import { CREDENTIAL_KINDS, SECRET_FIELDS } from '#protocol/credential.ts';
import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';
import type { ProbeType } from './probe.ts';
import { probesByFolder } from './probe-types.ts';

/** Settings that stand beside the others in a form, or come with a credential. */
const ELSEWHERE = [
  ...['address', 'port', 'user', ...SECRET_FIELDS],
  // Of a user of SNMPv3.
  ...['version', 'level', 'auth', 'priv', 'context'],
];
const USUAL_EVERY_MS = 60_000;

/** Every probe that reaches out, as a form needs it: the content of `collector/polling/probe-catalogue.json`. */
export function probeCatalogue(): CatalogueEntry[] {
  return Object.entries(probesByFolder).flatMap(([folder, types]) =>
    types
      .filter(({ reach }) => reach === 'out')
      .map((type) => entryOf(folder === '.' ? 'device' : folder, type)),
  );
}

function entryOf(group: string, type: ProbeType): CatalogueEntry {
  const { name, title = { 'zh-CN': name, en: name }, target = 'device', credentials, every } = type;
  const shape = shapeOf(type.config);
  const port = shape.port && (unwrapSchema(shape.port).fallback ?? saidOf(shape.port).usual);
  const own = CREDENTIAL_KINDS.filter((kind) => kind === name);
  return {
    probe: name,
    group,
    title,
    target,
    ...(typeof port === 'number' && { port }),
    hasPort: shape.port !== undefined,
    credentials: [...(credentials ?? own)],
    everyMs: 'ms' in every ? every.ms : USUAL_EVERY_MS,
    hasGrants: type.grants !== undefined,
    settings: Object.entries(shape)
      .filter(([field]) => !ELSEWHERE.includes(field))
      .map(([field, schema]) => settingOf(field, schema)),
  };
}
