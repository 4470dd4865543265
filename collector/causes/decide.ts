/*
 * What is to be done about the alerts that stand, now. Pure: verdicts and the clock in, changes out.
 */
import type { Alert } from '#protocol/alert.ts';
import type { Because } from './causes.ts';
import type { Found, Scene, Verdicts } from './correlate.ts';
import { atOnce, type Sliced, sliced } from './slices.ts';
import { isFiring, isInferred, type Standing } from './standing.ts';
import { type Asked, convict, newestSign, type Suspect, suspectsOf } from './suspects.ts';

/** How long things are given. */
export interface Patience {
  /** A silence waits so long for its cause. */
  waitMs: number;
  /** After its cause has ended an agent may take so long to come back. */
  settleMs: number;
  /** So long a device that is asked, since a silent one is asked more and more rarely. */
  polledSettleMs: number;
}

/** The moment that is looked at. */
export interface Moment {
  scene: Scene;
  verdicts: Verdicts;
  nowMs: number;
  patience: Patience;
  /** Alerts that have fired and are told to nobody yet, and since when, by id. */
  undecided: ReadonlyMap<string, number>;
  /** Alerts whose cause has ended, and when, by id. */
  left: ReadonlyMap<string, number>;
  asked: Asked;
}

/** What follows. */
export interface Decision {
  suppress: { standing: Standing; because: Because }[];
  release: Standing[];
  /** Causes that no alert tells. */
  begin: Suspect[];
  /** Inferred alerts whose reason has ended. */
  end: { standing: Standing; resolution: NonNullable<Alert['resolution']> }[];
  /** Undecided alerts that need not wait any longer. */
  decided: string[];
  /** In place of `left`. */
  left: Map<string, number>;
  /** Suspects that should be asked at once. */
  ask: string[];
}

/** Decides all that can be decided at this moment. */
export function decide(moment: Moment): Decision {
  return atOnce(deciding(moment));
}

/** The same, as the thread has time. */
export function* deciding(moment: Moment): Sliced<Decision> {
  const { scene, verdicts, nowMs, patience, undecided } = moment;
  const { found } = verdicts;
  const byId = new Map(scene.standing.map((standing) => [standing.alert.id, standing]));
  const decision: Decision = {
    suppress: [],
    release: [],
    begin: [],
    end: endedInferences(moment),
    decided: [],
    left: new Map(),
    ask: [],
  };
  yield* sliced(scene.standing.filter(isFiring), judgeOne);
  yield* judgeWaiting();
  return decision;

  function judgeOne(standing: Standing): void {
    const { alert } = standing;
    const consequence = found.get(alert.id);
    if (consequence?.cause) {
      const because = becauseOf(consequence, consequence.cause);
      if (!isStillGood(alert.because)) decision.suppress.push({ standing, because });
      return;
    }
    if (!alert.because) return;
    const endedAtMs = moment.left.get(alert.id) ?? nowMs;
    if (nowMs - endedAtMs >= patienceFor(standing)) decision.release.push(standing);
    else decision.left.set(alert.id, endedAtMs);
  }

  function becauseOf({ target, relation }: Found, { alert }: Standing): Because {
    return { alert: alert.id, target, relation, sinceMs: nowMs };
  }

  /** A cause that stands and is not itself explained needs no other. */
  function isStillGood(because: Because | null): boolean {
    const cause = because && byId.get(because.alert);
    return cause != null && isFiring(cause) && !found.get(cause.alert.id)?.cause;
  }

  /** What is no silence knows at once whether it is explained. */
  function patienceFor({ alert, meaning }: Standing): number {
    const isCauseThere = byId.has(alert.because?.alert ?? '');
    if (meaning === 'temperature' && isCauseThere) return 0;
    const { graph } = scene;
    const isPolled = !graph.hasAgent(alert.target) && graph.estate.asked.has(alert.target);
    return isPolled ? patience.polledSettleMs : patience.settleMs;
  }

  function* judgeWaiting(): Sliced<void> {
    const open: Standing[] = [];
    for (const id of undecided.keys()) {
      const standing = byId.get(id);
      if (!standing || !mayWait(standing)) decision.decided.push(id);
      else if (found.get(id)?.cause) continue;
      else if (standing.meaning !== 'general') open.push(standing);
      // No silence: nobody is suspected for it.
      else if (hasWaited(id)) decision.decided.push(id);
    }
    if (open.length === 0) return;
    const targets = new Set(open.map(({ alert }) => alert.target));
    yield;
    const silent = [...targets, ...silentWithout(verdicts, targets)];
    const all = yield* suspectsOf(scene, verdicts, silent, moment.asked);
    const suspects = all.filter(({ takes }) => takes.some((target) => targets.has(target)));
    yield;
    const suspected = new Set(suspects.flatMap(({ takes }) => takes));
    const isDue = open.some(({ alert }) => hasWaited(alert.id));
    if (isDue) decision.begin.push(...convict(suspects, depthIn(scene)));
    decision.ask.push(...suspects.filter(({ target }) => !moment.asked(target)).map(({ target }) => target));
    const explained = new Set(decision.begin.flatMap(({ takes }) => takes));
    for (const { alert, meaning } of open) {
      const isAlone = meaning === 'unreachable' && !suspected.has(alert.target) && !found.has(alert.id);
      if (isAlone || (hasWaited(alert.id) && !explained.has(alert.target))) decision.decided.push(alert.id);
    }
  }

  function hasWaited(id: string): boolean {
    return nowMs - (undecided.get(id) as number) >= patience.waitMs;
  }

  /** Agents of a zone are found silent at about the time at which the zone is; what is wrong is said soon after that it is. */
  function mayWait({ alert, meaning }: Standing): boolean {
    if (alert.because || found.get(alert.id)?.cause) return !alert.because;
    return meaning === 'unreachable' || meaning === 'zone' || meaning === 'general';
  }
}

/** Targets that are silent although no alert has fired yet, and that nothing explains. */
function silentWithout({ dark, found }: Verdicts, except: ReadonlySet<string>): string[] {
  return [...dark.values()]
    .filter(
      ({ target, words }) =>
        !except.has(target) && !words.some(isFiring) && !found.get(words[0]?.alert.id ?? '')?.cause,
    )
    .map(({ target }) => target);
}

/** An inferred alert ends when its subject is heard again, when nothing is left behind it, or when the target is gone. */
function endedInferences({ scene, verdicts, asked }: Moment): Decision['end'] {
  const ended: Decision['end'] = [];
  const inferred = scene.standing.filter((each) => isInferred(each) && isFiring(each));
  if (inferred.length === 0) return ended;
  const causes = new Set([...verdicts.found.values()].map(({ cause }) => cause?.alert.id));
  const explained = new Set(verdicts.found.keys());
  for (const standing of inferred) {
    const { alert } = standing;
    const isHeard = newestSign(scene, alert.target, asked) > alert.beganAtMs;
    const isNeeded = causes.has(alert.id) || explained.has(alert.id);
    if (!scene.graph.target(alert.target)) ended.push({ standing, resolution: 'target_removed' });
    else if (isHeard || !isNeeded) ended.push({ standing, resolution: 'recovered' });
  }
  return ended;
}

function depthIn({ graph, waysFrom }: Scene): (target: string) => number {
  return (target) => waysFrom(graph.vantageOf(target)).gatesOf(target).length;
}
