import './shell.css';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { routeTo } from '../state/route.ts';
import { Brand } from '../ui/brand.tsx';
import { useText, useWard } from '../ui/context.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { ToastList } from '../ui/toasts.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Announcer } from './announcer.tsx';
import { Banner, useCut } from './banner.tsx';
import { CrashGuard } from './crash.tsx';
import { DrillCall } from './drill-call.tsx';

const PAGES = ['overview', 'jobs', 'alerts', 'settings'] as const;
/** Pages of one thing, by the page that lists them. */
const LISTED_ON: Readonly<Record<string, (typeof PAGES)[number]>> = {
  machine: 'overview',
  job: 'jobs',
  alert: 'alerts',
};

/** The frame around every page: where one is, what fires, whether what one sees is live. */
export function Shell({ children }: { children: ComponentChildren }) {
  const { route } = useWard();
  const { words } = useText();
  const { page } = route.value;
  const cut = useCut();

  useEffect(() => {
    const title = page in words.shell.pages ? words.shell.pages[page as (typeof PAGES)[number]] : '';
    if (title) document.title = `${title} · ${words.shell.product}`;
    window.scrollTo(0, 0);
  }, [page, words]);

  return (
    <div class="shell" data-cut={cut || undefined}>
      <button type="button" class="skip" onClick={skip}>
        {words.shell.skip}
      </button>
      <header class="topbar">
        <a class="brand" href={routeTo('')} aria-label={words.shell.product}>
          <Brand />
          <span>{words.shell.product}</span>
        </a>
        <nav class="pages" aria-label={words.shell.mainNavigation}>
          {PAGES.map((name) => (
            <PageLink key={name} name={name} current={(LISTED_ON[page] ?? page) === name} />
          ))}
        </nav>
        <LinkState />
        <WallClock />
        <AccountMenu />
      </header>
      <Banner />
      <DrillCall />
      <main id="main" tabIndex={-1}>
        <CrashGuard key={page}>{children}</CrashGuard>
      </main>
      <ToastList />
      <Announcer />
    </div>
  );
}

/** The hash is the address of the page, so a link to the content cannot be a plain one. */
function skip(): void {
  document.getElementById('main')?.focus();
}

function PageLink({ name, current }: { name: (typeof PAGES)[number]; current: boolean }) {
  const { words } = useText();
  const path = name === 'overview' ? '' : name;
  return (
    <a href={routeTo(path)} aria-current={current ? 'page' : undefined}>
      <Icon name={name satisfies IconName} />
      <span>{words.shell.pages[name]}</span>
      {name === 'alerts' && <AlertCount />}
    </a>
  );
}

function AlertCount() {
  const { alerts } = useWard();
  const { words, formats } = useText();
  const firing = alerts.active.value.filter(
    (alert) => alert.state === 'firing' && alert.severity !== 'info' && !alert.because,
  );
  if (firing.length === 0) return null;
  const worst = firing[0].severity;
  return (
    <span class={`count state-${worst}`}>
      <StateMark mark={worst} />
      <span aria-hidden="true">{formats.number(firing.length)}</span>
      <span class="hidden-text">{words.overview.firing(formats.number(firing.length))}</span>
    </span>
  );
}

function LinkState() {
  const { link } = useWard();
  const { words } = useText();
  const { state } = link.value;
  return (
    <span class={`link-state link-${state}`}>
      <span class="lamp" aria-hidden="true" />
      {words.shell.live[state]}
    </span>
  );
}

function WallClock() {
  const { clock } = useWard();
  const { formats } = useText();
  const now = clock.nowMs.value;
  return (
    <time class="wall-clock" title={`${formats.date(now)} · ${formats.zone}`}>
      {formats.time(now)}
    </time>
  );
}
