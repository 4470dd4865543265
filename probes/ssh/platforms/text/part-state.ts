import { partStates } from '#protocol/vocabulary/hardware.ts';

/** Conditions of a part, worst last; `absent` when there is none. */
export type PartState = 'absent' | 'ok' | 'unknown' | 'warning' | 'critical';

const ABSENT =
  /^(?:absent|n\/?a|-+|none|not[ -]?(?:present|installed|exist)|empty|off-?line|不在位|未安装)?$/i;
// The bad words first: "abnormal" and "not supply" hold good ones.
const CRITICAL =
  /abnormal|fault|fail|err(?:or)?\b|not?[ -]?supply|unregist|broken|\bbad\b|illegal|mismatch|alarm|major|fatal|lost|down|故障|异常|失效/i;
const WARNING = /warn|degrad|minor|\boff\b|power-?off|sleep|告警|警告/i;
const OK =
  /normal|\bok\b|supply|regist|present|\bon\b|power-?on|good|active|online|running|work|\bup\b|master|slave|stand-?by|backup|auto|\byes\b|正常|在位/i;

/** What one or several words of a device say together: the worst; a part is absent when any word says so. */
export function readState(words: readonly string[]): PartState {
  const states = words.map((word) => stateOf(word.trim()));
  if (states.length === 0 || states.includes('absent')) return 'absent';
  const order = ['ok', 'unknown', 'warning', 'critical'] as const;
  return order[Math.max(...states.map((state) => order.indexOf(state as 'ok')))] ?? 'unknown';
}

/** The number under which a state travels. */
export function codeOfState(state: Exclude<PartState, 'absent'>): number {
  return partStates[state]?.code ?? Number.NaN;
}

function stateOf(word: string): PartState {
  if (ABSENT.test(word)) return 'absent';
  if (CRITICAL.test(word)) return 'critical';
  if (WARNING.test(word)) return 'warning';
  return OK.test(word) ? 'ok' : 'unknown';
}
