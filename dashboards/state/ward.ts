import { effect, signal, untracked } from '@preact/signals';
import type { Pulse } from '#protocol/live.ts';
import { type Caller, createCaller } from '../api/call.ts';
import { type EarlyRequests, WAS_SIGNED_IN, withEarly } from '../api/early.ts';
import type { SessionAnswer } from '../api/shapes.ts';
import { type Link, LiveClient } from '../live/live-client.ts';
import { browserBell } from '../shell/bell.ts';
import { isLanguage, preferredLanguage } from '../words/language.ts';
import { AlertBook } from './alert-book.ts';
import { type BrowserCall, BrowserCalls } from './browser-calls.ts';
import { Clock } from './clock.ts';
import type { Spoken } from './first-spoken.ts';
import { Fleet } from './fleet.ts';
import { FleetFeed } from './fleet-feed.ts';
import { createFrames, type Frames } from './frames.ts';
import { Preferences } from './preferences.ts';
import { parseRoute, type Route } from './route.ts';
import { RuleBook } from './rule-book.ts';
import { Session } from './session.ts';
import { SilenceBook } from './silence-book.ts';
import { StormWatch } from './storm-watch.ts';
import { Toasts } from './toasts.ts';

/** Everything the pages share, made once. */
export interface Ward {
  api: Caller;
  session: Session;
  preferences: Preferences;
  route: { value: Route };
  clock: Clock;
  live: LiveClient;
  link: { value: Link };
  /** Since when the socket is not open, by the collector's clock; null while it is. */
  cutAtMs: { value: number | null };
  /** The collector's newest word about itself; null before the first. */
  pulse: { value: Pulse | null };
  frames: Frames;
  fleet: Fleet;
  alerts: AlertBook;
  rules: RuleBook;
  silences: SilenceBook;
  storms: StormWatch;
  toasts: Toasts;
  calls: BrowserCalls;
}

/** Puts the parts together; nothing asks the collector before `session.look()`. */
export function createWard(window: Window & typeof globalThis, spoken: Spoken, early: EarlyRequests): Ward {
  const { document, location } = window;
  const base = new URL('api/v1/', document.baseURI).href;
  const api = createCaller({
    base,
    fetch: withEarly(early, window.fetch.bind(window)),
    onSignedOut: () => session.end(),
  });
  const session = new Session(api);
  const preferences = new Preferences(window.localStorage, spoken);
  const route = signal(parseRoute(location.hash));
  const clock = new Clock();
  const link = signal<Link>({ state: 'stopped' });
  const cutAtMs = signal<number | null>(null);
  const pulse = signal<Pulse | null>(null);
  const frames = createFrames((run) => window.requestAnimationFrame(run));
  const alerts = new AlertBook();
  const rules = new RuleBook(api);
  const later = (run: () => void, ms: number): void => void window.setTimeout(run, ms);
  const silences = new SilenceBook(api, later);
  const toasts = new Toasts();
  const calls = new BrowserCalls(
    { read: (name) => preferences.read(name), write: (name, value) => preferences.write(name, value) },
    browserBell(window, callText),
    later,
  );
  const storms = new StormWatch(() => live.askAlerts(), later, Math.random);
  const fleet = new Fleet(frames);
  const settle = (): void => fleet.settle(alerts.byTarget);

  const live = new LiveClient({
    url: `${base.replace(/^http/, 'ws')}live`,
    nowMs: () => Date.now(),
    random: Math.random,
    onLink: (next) => {
      link.value = next;
      if (next.state !== 'open') clock.lost();
      if (next.state === 'open' || next.state === 'stopped') cutAtMs.value = null;
      else cutAtMs.value ??= clock.now();
    },
    onAlerts: (all, truncatedAt) => {
      alerts.replace(all, truncatedAt);
      storms.listed();
      frames.next(settle);
    },
    onEvents: (events) => {
      alerts.take(...events);
      for (const event of events) calls.take(event);
      if (events.some(({ alert }) => isNew(alert.target))) targets.hurry();
      frames.next(settle);
    },
    onStorm: (storm) => {
      calls.takeStorm(storm);
      storms.storm(storm);
    },
    onFleet: (news) => targets.take(news),
    onPulse: (next) => {
      clock.adjust(next.nowMs);
      pulse.value = next;
    },
    onDoubt: () => void session.look(),
  });

  const targets = new FleetFeed({
    api,
    takeList: (list) => {
      fleet.setList(list);
      settle();
    },
    takeChanges: (changes) => {
      fleet.takeChanges(changes);
      frames.next(settle);
    },
  });

  /** A target that these pages have not heard of yet; the alert of a group has none. */
  function isNew(target: string): boolean {
    return !target.startsWith('group-') && !fleet.machine(target);
  }

  function begin({ language, organisations }: SessionAnswer): void {
    if (organisations[0]) preferences.zone.value = organisations[0].zone;
    // The browser is nearer to the person than an account that somebody else has made.
    const preferred = preferences.languageChosen || preferredLanguage(window.navigator.languages);
    if (!preferred && isLanguage(language)) preferences.speak(language).catch(() => undefined);
    preferences.write(WAS_SIGNED_IN, 'yes');
    live.start();
    targets.start();
    rules.load().catch(() => undefined);
  }

  /** The next person shall not find what this one saw. */
  function end(): void {
    preferences.write(WAS_SIGNED_IN, '');
    live.stop();
    targets.stop();
    fleet.clear();
    alerts.clear();
    rules.clear();
    silences.clear();
    pulse.value = null;
  }

  /** The first few, so that a glance at the corner of the desk is enough. */
  function callText({ events, more: unnamed, worst }: BrowserCall): { title: string; body: string } {
    const words = preferences.words.peek();
    const formats = preferences.formats.peek();
    const said = words.shell.calls;
    const lines = events.slice(0, 3).map(({ alert }) => {
      const target = fleet.machine(alert.target)?.target.name ?? alert.target;
      return `${target} · ${rules.name(alert.rule, formats.language)}`;
    });
    const more = events.length + unnamed - lines.length;
    if (more > 0) lines.push(said.others(formats.number(more)));
    const title = said.title(words.states.severity[worst], formats.number(events.length + unnamed));
    return { title, body: lines.join('\n') };
  }

  let begun = false;
  effect(() => {
    const now = session.current.value;
    const usable = now.state === 'in' && !now.session.mustChangePassword;
    if (usable === begun) return;
    begun = usable;
    if (now.state === 'in' && usable) untracked(() => begin(now.session));
    else untracked(end);
  });

  window.setInterval(() => clock.tick(), 1_000);
  window.addEventListener('hashchange', () => {
    route.value = parseRoute(location.hash);
  });
  window.addEventListener('online', () => live.hurry());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') live.hurry();
  });

  return {
    api,
    session,
    preferences,
    route,
    clock,
    live,
    link,
    cutAtMs,
    pulse,
    frames,
    fleet,
    alerts,
    rules,
    silences,
    storms,
    toasts,
    calls,
  };
}
