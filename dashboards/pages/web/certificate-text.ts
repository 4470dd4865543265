import { certificateStates } from '#protocol/vocabulary/web.ts';
import type { CertificateEntry } from '../../api/services.ts';
import { markOfState } from '../../ui/mark-of-state.ts';
import type { Mark } from '../../ui/state-mark.tsx';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';

const DAY_MS = 86_400_000;
/** As the rule has it: nobody gets a certificate in less. */
const CRITICAL_DAYS = 7;

/** Days until it can no longer be used; below 0 it cannot. */
export function daysLeft({ endsMs }: Pick<CertificateEntry, 'endsMs'>, nowMs: number): number | null {
  return endsMs === null ? null : (endsMs - nowMs) / DAY_MS;
}

export function leftMark(days: number | null, renewDays: number): Mark {
  if (days === null) return 'none';
  if (days < CRITICAL_DAYS) return 'critical';
  return days < renewDays ? 'warning' : 'ok';
}

export function leftText(days: number | null, words: Words, formats: Formats): string {
  const text = words.web.certificates;
  if (days === null) return '–';
  if (days < 0) return text.ago(formats.number(Math.floor(-days)));
  return text.days(formats.number(days, days < 10 ? 1 : 0));
}

/** `CN=a.example, O=City` as people say it: `a.example`. */
export function commonName(name: string): string {
  return /(?:^|, )CN=([^,]+)/.exec(name)?.[1] ?? /(?:^|, )O=([^,]+)/.exec(name)?.[1] ?? name;
}

export function stateMark(state: string | null): Mark {
  return state === null ? 'none' : markOfState('certificate.state', state);
}

export function stateWord(state: string | null, formats: Formats): string {
  return state === null ? '–' : (certificateStates[state]?.[formats.language] ?? state);
}
