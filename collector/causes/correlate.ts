/*
 * What stands behind what. A pure function of the estate, of the alerts that stand, and of when each target was last
 * heard of.
 *
 *   silent targets ─ walk over the network ─► first that cannot be seen, and what lies behind them
 *                  ─ host, feeds, agent, zone ─► what else explains a silence
 *   every alert    ─ chain up to what nothing explains ─► its cause, or none
 */
import type { Relation } from '#protocol/alert.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import { type Dark, darkTargets, type LastSign } from './dark.ts';
import type { Graph } from './graph.ts';
import { atOnce, type Sliced, sliced } from './slices.ts';
import {
  byWeight,
  isFiring,
  isMissing,
  isRefusedLogin,
  isWarm,
  isWrongClock,
  type Standing,
} from './standing.ts';
import type { WayMap } from './way-map.ts';

/** What the collector tells of itself that explains alerts of others: that it refuses, and that its clock is wrong. */
const OVERLOADS = 'ward.overloads';
const OWN_CLOCK = 'ward.clock_skew_seconds';

/** What one alert is a consequence of. */
export interface Found {
  /** Null: of something that no alert tells yet. */
  cause: Standing | null;
  target: string;
  relation: Relation;
}

/** Everything that correlation looks at. */
export interface Scene {
  graph: Graph;
  /** The network as it is seen from a target, or from nowhere in particular. */
  waysFrom(vantage: string | null): WayMap;
  standing: readonly Standing[];
  lastSign: LastSign;
}

/** What was found of the alerts that stand. */
export interface Verdicts {
  /** Consequences by the id of the alert; all others are troubles of their own. */
  found: ReadonlyMap<string, Found>;
  dark: ReadonlyMap<string, Dark>;
}

interface Step {
  target: string;
  relation: Relation;
  /** The alert itself, where it is not the silence of the target. */
  alert?: Standing;
}

/** Finds the cause of every alert that has one. */
export function correlate(scene: Scene): Verdicts {
  return atOnce(correlating(scene));
}

/** The same, as the thread has time. */
export function* correlating(scene: Scene): Sliced<Verdicts> {
  const { graph, standing } = scene;
  const dark = yield* darkTargets(standing, scene.lastSign);
  yield;
  const firing = standing.filter(isFiring);
  const byMeaning = Map.groupBy(firing, ({ meaning }) => meaning);
  const powerless = Map.groupBy(byMeaning.get('power') ?? [], ({ alert }) => alert.target);
  const zones = new Map((byMeaning.get('zone') ?? []).map((each) => [zoneOfAlert(each), each]));
  yield;
  const behind = yield* whatIsBehind(scene, dark);

  const found = new Map<string, Found>();
  yield* sliced(dark.values(), ({ target, words }) => {
    const root = rootOf(target);
    const [leader, ...others] = words;
    for (const word of root ? words : others) {
      found.set(
        word.alert.id,
        root ? asFound(root) : { cause: firingOr(leader), target, relation: 'same_target' },
      );
    }
  });
  const byTarget = Map.groupBy(firing, ({ alert }) => alert.target);
  const vague = byMeaning.get('general') ?? [];
  /** They say no more than that something is wrong, and nothing else does. */
  const alone = vague.filter((each) => !bySomethingClearer(each));
  yield* sliced(firing, (each) => {
    const consequence = each.meaning === 'general' ? undefined : explain(each);
    if (consequence) found.set(each.alert.id, consequence);
  });
  // What says what is wrong has its own cause by now.
  for (const each of vague) {
    const clearer = bySomethingClearer(each);
    if (clearer) found.set(each.alert.id, found.get(clearer.alert.id) ?? sameTarget(clearer));
  }
  explainLogins();
  return { found, dark };

  /** What nothing explains, at the end of the chain; undefined where the target is it itself. */
  function rootOf(target: string): Step | undefined {
    const steps: Step[] = [{ target, relation: 'same_target' }];
    for (;;) {
      const step = stepFrom((steps.at(-1) as Step).target);
      if (!step) break;
      const from = steps.findIndex((each) => each.target === step.target);
      if (from === -1) {
        steps.push(step);
        continue;
      }
      // Things that explain each other: one of them stands for all, the same whoever asks.
      const circle = [step, ...steps.slice(from + 1)].sort((a, b) => (a.target < b.target ? -1 : 1));
      return circle[0]?.target === target ? undefined : circle[0];
    }
    return steps.length > 1 ? steps.at(-1) : undefined;
  }

  /** The next thing that explains why a target is silent. */
  function stepFrom(target: string): Step | undefined {
    if (!dark.has(target)) return powerless.has(target) ? byPower(target) : undefined;
    const gate = behind.get(target);
    if (gate !== undefined) return { target: gate, relation: 'network' };
    const hosts = graph.hostsOf(target);
    if (hosts.length > 0 && hosts.every((host) => dark.has(host)))
      return { target: hosts[0] as string, relation: 'host' };
    return byPower(target) ?? (graph.hasAgent(target) ? byDeafness(target) : byAsking(target));
  }

  /** Agents that cannot deliver seem silent. */
  function byDeafness(target: string): Step | undefined {
    const alert = ofMonitor(OVERLOADS, graph.target(target)?.organisation);
    return alert && { target: alert.alert.target, relation: 'monitor', alert };
  }

  function ofMonitor(metric: string, organisation: string | undefined): Standing | undefined {
    return (byMeaning.get('monitor') ?? []).find(
      ({ alert }) => alert.metric === metric && alert.organisation === organisation,
    );
  }

  /** Nothing that feeds it gives power: what says so, or is itself gone. */
  function byPower(target: string): Step | undefined {
    const feeds = graph.feedsOf(target);
    if (feeds.length === 0 || !feeds.every((feed) => powerless.has(feed) || dark.has(feed))) return undefined;
    const told = feeds.find((feed) => powerless.has(feed)) ?? (feeds[0] as string);
    const alert = powerless.get(told)?.toSorted(byWeight)[0];
    return { target: told, relation: 'power', ...(alert && { alert }) };
  }

  function byAsking(target: string): Step | undefined {
    const { asked } = graph.estate;
    if (!asked.has(target)) return undefined;
    const agent = asked.get(target) ?? null;
    if (agent !== null) {
      const explains = dark.has(agent) && !gatesOf(agent).includes(target);
      return explains ? { target: agent, relation: 'agent' } : undefined;
    }
    const { organisation = '', zone = '' } = graph.target(target) ?? {};
    const agents = graph.agentsOfZone(organisation, zone);
    if (agents.length > 0 && agents.every((each) => dark.has(each)))
      return { target: agents[0] as string, relation: 'agent' };
    const alert = zones.get(`${organisation} ${zone}`);
    if (alert?.alert.organisation !== organisation) return undefined;
    return { target: alert.alert.target, relation: 'zone', alert };
  }

  function gatesOf(target: string): readonly string[] {
    return scene.waysFrom(graph.vantageOf(target)).gatesOf(target);
  }

  function asFound({ target, relation, alert }: Step): Found {
    return { cause: alert ?? firingOr(dark.get(target)?.words[0]), target, relation };
  }

  /** The cause of what is no silence. */
  function explain(each: Standing): Found | undefined {
    const { alert, meaning } = each;
    if (isWarm(each)) return byCooling(each);
    if (meaning === 'zone') return zoneSilence(each);
    if (isWrongClock(each)) return byOwnClock(each);
    if (meaning === 'power') {
      const root = rootOf(alert.target);
      return root && asFound(root);
    }
    const silent = isMissing(each) ? dark.get(alert.target) : undefined;
    if (!silent || silent.silentFromMs - 60_000 > (alert.firedAtMs ?? 0)) return undefined;
    const root = rootOf(alert.target);
    return root
      ? asFound(root)
      : { cause: firingOr(silent.words[0]), target: alert.target, relation: 'same_target' };
  }

  /** Never by something milder: a room that gets too hot is told however mild the word for its air conditioner is. */
  function byCooling({ alert }: Standing): Found | undefined {
    const coolers = [...graph.coolersOf(alert.target), alert.target];
    const graveEnough = (each: Standing) => grade(each.alert.severity) >= grade(alert.severity);
    const among = (all: readonly Standing[]) =>
      all.filter((each) => coolers.includes(each.alert.target) && graveEnough(each)).sort(byWeight)[0];
    const others = alone.filter((each) => each.alert.target !== alert.target);
    const cause = among(byMeaning.get('cooling') ?? []) ?? among(others);
    return cause && { cause, target: cause.alert.target, relation: 'cooling' };
  }

  /** Of a word that something is wrong with a device: the one that says what, unless that is milder, or came first. */
  function bySomethingClearer({ alert }: Standing): Standing | undefined {
    const here = (byTarget.get(alert.target) ?? []).filter(
      (each) => grade(each.alert.severity) >= grade(alert.severity),
    );
    const clearest = here
      .filter(({ meaning }) => meaning !== 'general' && meaning !== 'monitor')
      .sort(byWeight)[0];
    const first = clearest ?? here.filter(({ meaning }) => meaning === 'general').sort(byWeight)[0];
    return first?.alert.id === alert.id ? undefined : first;
  }

  function sameTarget(cause: Standing): Found {
    return { cause, target: cause.alert.target, relation: 'same_target' };
  }

  /** A zone is asked by nobody because all of its agents are silent. */
  function zoneSilence({ alert }: Standing): Found | undefined {
    const { organisation = '', zone = '' } = alert.labels;
    const agents = graph.agentsOfZone(organisation, zone);
    const own = graph.target(agents[0] ?? '');
    if (!own || own.organisation !== alert.organisation || !agents.every((agent) => dark.has(agent))) return;
    const root = rootOf(own.id);
    return root
      ? asFound(root)
      : { cause: firingOr(dark.get(own.id)?.words[0]), target: own.id, relation: 'agent' };
  }

  function byOwnClock({ alert }: Standing): Found | undefined {
    const cause = ofMonitor(OWN_CLOCK, alert.organisation);
    return cause && { cause, target: cause.alert.target, relation: 'monitor' };
  }

  /** One login that several targets refuse: the first of them speaks for all. */
  function explainLogins(): void {
    const { credentials } = graph.estate;
    const refused = firing.filter((each) => isRefusedLogin(each) && !found.has(each.alert.id));
    const credentialOf = ({ alert }: Standing) =>
      credentials.get(`${alert.target} ${alert.labels.probe ?? ''}`) ?? '';
    for (const [credential, all] of Map.groupBy(refused, credentialOf)) {
      if (credential === '') continue;
      const followed = new Set(all.map(({ alert }) => alert.because?.alert));
      const leads = ({ alert }: Standing) => Number(!followed.has(alert.id));
      const [leader, ...others] = all.sort((a, b) => leads(a) - leads(b) || byWeight(a, b));
      for (const { alert } of others) {
        if (!leader || alert.target === leader.alert.target) continue;
        found.set(alert.id, { cause: leader, target: leader.alert.target, relation: 'credential' });
      }
    }
  }
}

/** Dark nodes that lie behind others, each as it is seen from its own place. */
function* whatIsBehind(scene: Scene, dark: ReadonlyMap<string, Dark>): Sliced<Map<string, string>> {
  const { graph, waysFrom } = scene;
  const found = new Map<string, string>();
  // Whoever looks from where the collector runs is there.
  const isDark = (id: string) => dark.has(id) && id !== graph.estate.place;
  for (const [vantage, targets] of Map.groupBy(dark.keys(), (target) => graph.vantageOf(target))) {
    const map = waysFrom(vantage);
    yield;
    const { behind } = map.walk(isDark);
    yield;
    for (const target of targets) {
      const gate = behind.get(target);
      // From a place that is itself cut off nothing is seen; what it asks is explained by its agent.
      if (gate !== undefined && gate !== target && vantage !== gate) found.set(target, gate);
    }
  }
  return found;
}

function zoneOfAlert({ alert }: Standing): string {
  return `${alert.labels.organisation ?? ''} ${alert.labels.zone ?? ''}`;
}

function firingOr(standing: Standing | undefined): Standing | null {
  return standing && isFiring(standing) ? standing : null;
}

function grade(severity: (typeof SEVERITIES)[number]): number {
  return SEVERITIES.indexOf(severity);
}
