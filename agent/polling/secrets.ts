import { createHmac } from 'node:crypto';
import type { Poll } from '#protocol/session.ts';

/** What a probe is configured with besides the address, secrets among it. */
export type OpenSettings = Readonly<Record<string, unknown>>;

/** Opens what was sealed for this agent, and throws a sentence when it cannot. */
export type Opener = (sealed: string, subject: string) => string;

/** The settings of a poll or a check with the opened credential laid over them. Throws a sentence. */
export function openSettings(
  { settings, sealed }: Pick<Poll, 'settings' | 'sealed'>,
  subject: string,
  open: Opener,
): OpenSettings {
  if (sealed === undefined) return settings;
  const opened = parseMap(open(sealed, subject));
  if (opened === undefined) throw new Error('the credential is not what an agent understands: enter it anew');
  return { ...settings, ...opened };
}

/** Names under which probes are told secrets. */
const SECRET = /community|pass|secret|private|token|key$/i;
/** Shorter ones are told from ordinary words by nobody. */
const MIN_MASKED = 4;

/** Takes secrets out of a sentence that a person, a log or a collector may see. */
export function createMask(settings: OpenSettings): (sentence: string) => string {
  const secrets = Object.entries(settings)
    .filter(([name, value]) => SECRET.test(name) && typeof value === 'string' && value.length >= MIN_MASKED)
    .map(([, value]) => value as string)
    .sort((a, b) => b.length - a.length);
  if (secrets.length === 0) return (sentence) => sentence;
  return (sentence) => secrets.reduce((text, secret) => text.split(secret).join('***'), sentence);
}

/**
 * A text that is the same for the same settings, and tells nothing of them to whoever has no key: what is sealed anew
 * looks different each time.
 */
export function createFingerprint(key: string): (settings: unknown) => string {
  return (settings) => createHmac('sha256', key).update(JSON.stringify(settings)).digest('base64');
}

function parseMap(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMap ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
