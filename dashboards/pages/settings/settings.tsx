import './settings.css';
import { type ComponentType, Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { lazyPage } from '../../shell/lazy-page.tsx';
import { routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { groupOf, type SectionName, seenSections } from './section-names.ts';

/** Each is fetched when it is first shown: nobody opens more than a few. */
const PAGES: Readonly<Record<SectionName, ComponentType>> = {
  devices: lazyPage(async () => (await import('./devices/devices.tsx')).Devices),
  discovery: lazyPage(async () => (await import('./devices/discovery.tsx')).Discovery),
  credentials: lazyPage(async () => (await import('./devices/credentials.tsx')).Credentials),
  agents: lazyPage(async () => (await import('./agents.tsx')).Agents),
  keys: lazyPage(async () => (await import('./keys/push-keys.tsx')).PushKeys),
  rules: lazyPage(async () => (await import('./rules/rules.tsx')).Rules),
  groups: lazyPage(async () => (await import('./groups/groups.tsx')).Groups),
  channels: lazyPage(async () => (await import('./channels/channels.tsx')).Channels),
  contacts: lazyPage(async () => (await import('./contacts/contacts.tsx')).Contacts),
  routes: lazyPage(async () => (await import('./contacts/routes.tsx')).Routes),
  drills: lazyPage(async () => (await import('./contacts/drills.tsx')).Drills),
  calendar: lazyPage(async () => (await import('./calendar.tsx')).WorkingDays),
  walls: lazyPage(async () => (await import('./walls/walls.tsx')).Walls),
  people: lazyPage(async () => (await import('./people.tsx')).People),
  audit: lazyPage(async () => (await import('./audit.tsx')).Audit),
  system: lazyPage(async () => (await import('./system/system.tsx')).System),
};

/** What can be set; only what the role allows is offered. */
export function Settings({ section }: { section: string }) {
  const { session } = useWard();
  const { words } = useText();
  const seen = seenSections((permission) => session.can(permission));
  const current = seen.find((name) => name === section) ?? seen[0];
  const Current = PAGES[current];
  const list = useRef<HTMLElement>(null);
  // On a phone the list of sections is one line that is wider than the screen.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [current]);
  return (
    <div class="page settings">
      <nav ref={list} class="sections" aria-label={words.settings.title}>
        {seen.map((name, index) => {
          const before = seen[index - 1];
          const group = groupOf(name);
          return (
            <Fragment key={name}>
              {(!before || groupOf(before) !== group) && (
                <span class="section-group">{words.settings.groups[group]}</span>
              )}
              <a href={routeTo(`settings/${name}`)} aria-current={name === current ? 'page' : undefined}>
                {words.settings.sections[name]}
              </a>
            </Fragment>
          );
        })}
      </nav>
      <div class="section">
        <Current key={current} />
      </div>
    </div>
  );
}
