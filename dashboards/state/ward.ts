import { effect, signal } from '@preact/signals';
import type { Pulse } from '#protocol/live.ts';
import { type Caller, createCaller } from '../api/call.ts';
import { getAll } from '../api/lists.ts';
import type { TargetsAnswer } from '../api/shapes.ts';
import { type Link, LiveClient } from '../live/live-client.ts';
import { AlertBook } from './alert-book.ts';
import { Clock } from './clock.ts';
import { Fleet } from './fleet.ts';
import { createFrames, type Frames } from './frames.ts';
import { Preferences, type Spoken } from './preferences.ts';
import { parseRoute, type Route } from './route.ts';
import { RuleBook } from './rule-book.ts';
import { seedFleet } from './seed-fleet.ts';
import { Session } from './session.ts';
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
  toasts: Toasts;
}

/** Values of unknown targets are looked up in the list of targets at most this often. */
const LOOK_UP_AGAIN_MS = 5_000;

/** Puts the parts together; nothing asks the collector before `session.look()`. */
export function createWard(window: Window & typeof globalThis, spoken: Spoken): Ward {
  const { document, location } = window;
  const base = new URL('api/v1/', document.baseURI).href;
  const api = createCaller({ base, fetch: window.fetch.bind(window), onSignedOut: () => session.end() });
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
  const toasts = new Toasts();
  const fleet = new Fleet(frames, lookUpTargets);
  const settle = (): void => fleet.settle(clock.knownMs.peek(), alerts.byTarget);

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
    onAlerts: (all) => {
      alerts.replace(all);
      frames.next(settle);
    },
    onAlert: (event) => {
      alerts.take(event);
      frames.next(settle);
    },
    onPulse: (next) => {
      clock.adjust(next.nowMs);
      pulse.value = next;
    },
    onDoubt: () => void session.look(),
  });

  let lookedUpAtMs = 0;
  function lookUpTargets(): void {
    if (Date.now() - lookedUpAtMs < LOOK_UP_AGAIN_MS) return;
    lookedUpAtMs = Date.now();
    void loadTargets();
  }

  async function loadTargets(): Promise<void> {
    const targets = await getAll(api, 'targets', (answer: TargetsAnswer) => answer.targets).catch(() => null);
    if (!targets) return;
    const before = fleet.machines.peek().length;
    fleet.setTargets(targets);
    settle();
    // Sinks are made when series are told: those of new machines come with a fresh snapshot.
    if (fleet.machines.peek().length !== before) rewatch();
  }

  let unwatch: (() => void) | undefined;
  function rewatch(): void {
    unwatch?.();
    unwatch = fleet.watch(live);
    void seedFleet(fleet, api, clock.now());
  }

  let signedIn = false;
  effect(() => {
    const now = session.current.value;
    if ((now.state === 'in') === signedIn) return;
    signedIn = now.state === 'in';
    if (now.state !== 'in') {
      live.stop();
      return;
    }
    const { language, organisations } = now.session;
    if (organisations[0]) preferences.zone.value = organisations[0].zone;
    if (!preferences.languageChosen && (language === 'zh-CN' || language === 'en')) {
      preferences.speak(language).catch(() => undefined);
    }
    live.start();
    void loadTargets();
    rules.load().catch(() => undefined);
  });

  window.setInterval(() => {
    clock.tick();
    settle();
  }, 1_000);
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
    toasts,
  };
}
