import './shell.css';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { routeTo } from '../state/route.ts';
import { Brand } from '../ui/brand.tsx';
import { useText, useWard } from '../ui/context.ts';
import { ToastList } from '../ui/toasts.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Announcer } from './announcer.tsx';
import { Banner, useCut } from './banner.tsx';
import { CrashGuard } from './crash.tsx';
import { DrillCall } from './drill-call.tsx';
import { MainNav } from './main-nav.tsx';
import { NewerVersion } from './newer.tsx';
import { placeInBar } from './page-names.ts';
import { PrintHead } from './print-head.tsx';
import { SearchButton } from './search-button.tsx';

/** The frame around every page: where one is, what fires, whether what one sees is live. */
export function Shell({ children }: { children: ComponentChildren }) {
  const { route } = useWard();
  const { words } = useText();
  const { page } = route.value;
  const cut = useCut();

  useEffect(() => {
    const place = placeInBar(page);
    const name = place ? words.shell.pages[place] : words.shell.notFound;
    document.title = `${name} · ${words.shell.product}`;
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
        <MainNav />
        <SearchButton />
        <LinkState />
        <WallClock />
        <AccountMenu />
      </header>
      <PrintHead />
      <Banner />
      <NewerVersion />
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
