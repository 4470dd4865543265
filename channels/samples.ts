import type { Call } from './channel.ts';
import { sampleCall, sampleEvent } from './sample-call.ts';

/** Made-up calls that a preview can show. */
export const SAMPLES = ['alert', 'resolved', 'cause', 'several', 'storm', 'test', 'drill'] as const;
export type Sample = (typeof SAMPLES)[number];

type Tone = Pick<Call, 'language' | 'zone' | 'pagesUrl'>;

/** A call of that sort, in this tone. */
export function sampleOf(sample: Sample, nowMs: number, tone: Tone): Call {
  const beganAtMs = nowMs - 25 * 60_000;
  const fired = sampleEvent(beganAtMs);
  const base = { ...tone, targetNames: namesOf(), sentAtMs: nowMs };
  const resolved = sampleEvent(beganAtMs, {
    state: 'resolved',
    resolvedAtMs: nowMs,
    resolution: 'recovered',
    value: 71.5,
  });
  const warning = (at: number) =>
    sampleEvent(beganAtMs, { target: `target-${at}`, severity: 'warning', value: 86 });
  switch (sample) {
    case 'alert':
      return sampleCall(nowMs, { ...base, events: [fired] });
    case 'resolved':
      return sampleCall(nowMs, { ...base, events: [resolved] });
    case 'cause':
      return sampleCall(nowMs, {
        ...base,
        events: [fired],
        consequences: {
          [fired.alert.id]: {
            total: 31,
            hanging: 31,
            notWell: 0,
            names: [2, 3, 4, 5, 6].map((at) => `web${at}`),
          },
        },
      });
    case 'several':
      return sampleCall(nowMs, { ...base, events: [fired, warning(2), resolved] });
    case 'storm':
      return sampleCall(nowMs, {
        ...base,
        events: [2, 3, 4, 5, 6].map(warning),
        more: {
          events: 1_284,
          fired: { info: 0, warning: 900, critical: 300 },
          resolved: 84,
          rules: [['disk-space-critical', 1_200]],
          targets: [2, 3, 4, 5, 6].map((at) => [`target-${at}`, 8 - at] as const),
          targetCount: 87,
        },
      });
    case 'test':
      return sampleCall(nowMs, { ...base, events: [fired], test: true });
    case 'drill': {
      const answerUrl = `${tone.pagesUrl || 'https://ward.example.com'}/drill/0123456789abcdef`;
      return sampleCall(nowMs, { ...base, events: [], drill: { answerUrl } });
    }
  }
}

function namesOf(): Record<string, string> {
  return Object.fromEntries([1, 2, 3, 4, 5, 6].map((at) => [`target-${at}`, `web${at}`]));
}
