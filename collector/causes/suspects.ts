/*
 * What several silent things have in common. Things are usually found silent before what they hang on is, so their
 * alerts wait a little; what is then neither known to live nor told by an alert of its own is suspected.
 */
import type { Relation } from '#protocol/alert.ts';
import type { Scene, Verdicts } from './correlate.ts';
import type { Dark, LastSign } from './dark.ts';
import { type Sliced, sliced } from './slices.ts';
import { isFiring } from './standing.ts';

/** Something that would explain a silence. */
export interface Suspect {
  target: string;
  relation: Relation;
  /** Targets that it would explain. */
  takes: readonly string[];
  /** It is silent itself, or did not answer when it was asked. */
  isSilentToo: boolean;
}

/** What was found when a suspect was asked. */
export type Asked = (target: string) => { atMs: number; answered: boolean } | undefined;

/** Fewer than these prove nothing where the suspect itself has said nothing. */
const AT_LEAST = 2;

/**
 * The suspects behind whom the targets of these waiting alerts are, the one that takes most with it first. A suspect is
 * out when it, or anything that is reached through it alone, was heard of since.
 */
export function* suspectsOf(
  scene: Scene,
  verdicts: Verdicts,
  waiting: readonly string[],
  asked: Asked,
): Sliced<Suspect[]> {
  const { dark } = verdicts;
  const causeless = waiting.filter((target) => dark.has(target));
  const found = new Map<string, Suspect & { takes: string[] }>();
  const signs = signsThrough(scene, asked);
  yield;
  yield* sliced(causeless, (target) => {
    for (const { target: suspect, relation } of possibleCauses(scene, target)) {
      const known = found.get(suspect);
      if (known) {
        known.takes.push(target);
        continue;
      }
      const word = dark.get(suspect);
      if (scene.graph.target(suspect) === undefined || word?.words.some(isFiring)) continue;
      found.set(suspect, {
        target: suspect,
        relation,
        takes: [target],
        isSilentToo: word !== undefined || asked(suspect)?.answered === false,
      });
    }
  });
  yield;
  return [...found.values()]
    .map((suspect) => ({
      ...suspect,
      takes: suspect.takes.filter((target) => isSilentSince(dark.get(target), signs(target, suspect))),
    }))
    .filter(({ takes }) => takes.length > 0)
    .sort((a, b) => b.takes.length - a.takes.length);
}

/**
 * Which of them are taken for causes: each explains as much as it can, and of two that explain the same the one nearer
 * to what is silent, since nothing speaks against what lies above it.
 */
export function convict(suspects: readonly Suspect[], depthOf: (target: string) => number): Suspect[] {
  const left = suspects.filter(({ takes, isSilentToo }) => takes.length >= (isSilentToo ? 1 : AT_LEAST));
  left.sort(
    (a, b) =>
      b.takes.length - a.takes.length ||
      Number(b.isSilentToo) - Number(a.isSilentToo) ||
      depthOf(b.target) - depthOf(a.target) ||
      (a.target < b.target ? -1 : 1),
  );
  const explained = new Set<string>();
  const convicted: Suspect[] = [];
  for (const suspect of left) {
    const takes = suspect.takes.filter((target) => !explained.has(target));
    if (explained.has(suspect.target) || takes.length < (suspect.isSilentToo ? 1 : AT_LEAST)) continue;
    for (const target of takes) explained.add(target);
    explained.add(suspect.target);
    convicted.push({ ...suspect, takes });
  }
  return convicted;
}

/** The newest sign of a suspect, or of what only it carries. */
export function newestSign(scene: Scene, target: string, asked: Asked): number {
  const signs = signsThrough(scene, asked);
  return Math.max(...(['network', 'host'] as const).map((relation) => signs(target, { target, relation })));
}

function possibleCauses(
  { graph, waysFrom }: Scene,
  target: string,
): { target: string; relation: Relation }[] {
  const found: { target: string; relation: Relation }[] = [];
  const vantage = graph.vantageOf(target);
  for (const gate of waysFrom(vantage).gatesOf(target))
    if (gate !== vantage && gate !== graph.estate.place) found.push({ target: gate, relation: 'network' });
  for (const host of graph.hostsOf(target)) found.push({ target: host, relation: 'host' });
  const feeds = graph.feedsOf(target);
  if (feeds.length === 1) found.push({ target: feeds[0] as string, relation: 'power' });
  return found;
}

/** Signs of life by suspect: its own, and of everything that would be silent with it. */
function signsThrough(scene: Scene, asked: Asked) {
  const { graph, waysFrom } = scene;
  const own: LastSign = (target) => {
    const answer = asked(target);
    const heardMs = scene.lastSign(target);
    return answer?.answered ? Math.max(answer.atMs, heardMs ?? 0) : heardMs;
  };
  const value = (target: string) => own(target) ?? Number.NEGATIVE_INFINITY;
  const byVantage = new Map<string | null, (id: string) => number>();
  const dependants = new Map<string, number>();
  for (const { id } of graph.estate.targets) {
    const feeds = graph.feedsOf(id);
    for (const parent of [...graph.hostsOf(id), ...(feeds.length === 1 ? feeds : [])])
      dependants.set(parent, Math.max(dependants.get(parent) ?? Number.NEGATIVE_INFINITY, value(id)));
  }
  return (of: string, suspect: { target: string; relation: Relation }): number => {
    if (suspect.relation !== 'network')
      return Math.max(value(suspect.target), dependants.get(suspect.target) ?? Number.NEGATIVE_INFINITY);
    const vantage = graph.vantageOf(of);
    let through = byVantage.get(vantage);
    if (!through) {
      through = waysFrom(vantage).greatestBehind(value);
      byVantage.set(vantage, through);
    }
    return through(suspect.target);
  };
}

function isSilentSince(dark: Dark | undefined, signMs: number): boolean {
  return dark !== undefined && dark.silentFromMs >= signMs;
}
