import { routeTo } from '../state/route.ts';
import { useText, useWard } from '../ui/context.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { ALWAYS_SHOWN, PAGES, type PageName, pathOf, placeInBar } from './page-names.ts';

const REST = PAGES.filter((name) => !ALWAYS_SHOWN.includes(name));

/** All pages; where there is no room for them, the most needed ones and a menu with the rest. */
export function MainNav() {
  const { route } = useWard();
  const { words } = useText();
  const current = placeInBar(route.value.page);
  return (
    <nav class="pages" aria-label={words.shell.mainNavigation}>
      {PAGES.map((name) => (
        <PageLink key={name} name={name} current={current === name} />
      ))}
      <Menu
        class={current && REST.includes(current) ? 'more-pages current' : 'more-pages'}
        label={words.shell.more}
        closesOnLink
        summary={
          <>
            <Icon name="more" />
            <span>{words.shell.more}</span>
          </>
        }
      >
        <div class="menu-body">
          {REST.map((name) => (
            <PageLink key={name} name={name} current={current === name} />
          ))}
        </div>
      </Menu>
    </nav>
  );
}

function PageLink({ name, current }: { name: PageName; current: boolean }) {
  const { words } = useText();
  return (
    <a
      href={routeTo(pathOf(name))}
      class={ALWAYS_SHOWN.includes(name) ? undefined : 'rest'}
      aria-current={current ? 'page' : undefined}
    >
      <Icon name={name} />
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
