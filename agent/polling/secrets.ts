import { createHmac } from 'node:crypto';
import { createRedaction } from '#probes/redaction.ts';
import { basicCredentials } from '#probes/web/exchange.ts';
import type { Explanation } from '#protocol/explanation.ts';
import type { Poll } from '#protocol/session.ts';
import type { ProbeRun } from '../run-probe.ts';

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

/** Names under which probes are told secrets; all that stands below one is secret. */
const SECRET = /community|pass|secret|private|token|authorization|cookie|key$/i;

/** Takes secrets out of a sentence that a person, a log or a collector may see. */
export type Mask = (sentence: string) => string;

/** For settings with everything in them. */
export function createMask(settings: OpenSettings): Mask {
  const { user = '', password } = settings;
  const basic = typeof password === 'string' ? basicCredentials(String(user), password) : undefined;
  return createRedaction([...secretsIn(settings), basic]).redact;
}

/** Takes them out of what was left out of a run, and why. */
export function maskSkipped(skipped: ProbeRun['skipped'], mask: Mask): ProbeRun['skipped'] {
  return skipped.map(({ what, why }) => ({ what: mask(what), why: mask(why) }));
}

/** Takes them out of everything that an explanation says in words; names of series stay what they are. */
export function maskExplanation(explanation: Explanation, mask: Mask): Explanation {
  const { recognised, ignored, timings } = explanation;
  return {
    ...explanation,
    recognised: recognised && {
      ...recognised,
      model: mask(recognised.model),
      name: mask(recognised.name),
      why: mask(recognised.why),
    },
    ignored: maskSkipped(ignored, mask) as Explanation['ignored'],
    timings: timings.map((timing) => ({ ...timing, step: mask(timing.step) })),
  };
}

function secretsIn(json: unknown, isSecret = false): string[] {
  // What only stands for one is a word of the settings, and helps to find the mistake in them.
  if (typeof json === 'string') return isSecret && !json.includes('{{') ? [json] : [];
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, each]) => secretsIn(each, isSecret || SECRET.test(name)));
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
