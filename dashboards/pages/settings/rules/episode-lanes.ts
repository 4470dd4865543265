import type { BackTest, TestedEpisode, TestedRule } from '#protocol/back-test.ts';
import type { Severity } from '#protocol/rule.ts';

/** One bar of a strip, in thousandths of its width. */
export interface Bar {
  from: number;
  width: number;
  severity: Severity;
}

/** What is shown of one series: when it would have fired, and when the rule in force did. */
export interface Lane {
  target: string;
  labels: Readonly<Record<string, string>>;
  firings: number;
  firingMs: number;
  proposed: Bar[];
  inForce: Bar[];
}

const WIDTH = 1_000;
/** Narrower than this nobody sees it. */
const LEAST_WIDTH = 3;

/** The series that fired longest, by either rule, each with its bars; a bounded number. */
export function lanesOf({ proposed, inForce, fromMs, toMs }: BackTest, most: number): Lane[] {
  const lanes = new Map<string, Lane>();
  const laneOf = ({ target, labels }: Pick<TestedEpisode, 'target' | 'labels'>) => {
    const key = `${target} ${JSON.stringify(labels)}`;
    const known = lanes.get(key);
    if (known) return known;
    if (lanes.size >= most) return undefined;
    const lane: Lane = { target, labels, firings: 0, firingMs: 0, proposed: [], inForce: [] };
    lanes.set(key, lane);
    return lane;
  };
  const fill = (tested: TestedRule | null, name: 'proposed' | 'inForce') => {
    for (const worst of tested?.worst ?? []) {
      const lane = laneOf(worst);
      if (lane && name === 'proposed')
        Object.assign(lane, { firings: worst.firings, firingMs: worst.firingMs });
    }
    for (const episode of tested?.episodes ?? []) laneOf(episode)?.[name].push(barOf(episode, fromMs, toMs));
  };
  fill(proposed, 'proposed');
  fill(inForce, 'inForce');
  return [...lanes.values()];
}

function barOf({ firedAtMs, endedAtMs, severity }: TestedEpisode, fromMs: number, toMs: number): Bar {
  const at = (timeMs: number) => (Math.min(Math.max(timeMs, fromMs), toMs) - fromMs) / (toMs - fromMs);
  const from = Math.min(at(firedAtMs) * WIDTH, WIDTH - LEAST_WIDTH);
  const width = Math.max(LEAST_WIDTH, at(endedAtMs ?? toMs) * WIDTH - from);
  return { from: Math.round(from * 10) / 10, width: Math.round(width * 10) / 10, severity };
}
