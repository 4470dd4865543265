import './settings.css';
import { useEffect, useRef } from 'preact/hooks';
import { routeTo } from '../../state/route.ts';
import type { Session } from '../../state/session.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Agents } from './agents.tsx';
import { Audit } from './audit.tsx';
import { WorkingDays } from './calendar.tsx';
import { Channels } from './channels/channels.tsx';
import { Contacts } from './contacts/contacts.tsx';
import { Drills } from './contacts/drills.tsx';
import { Routes } from './contacts/routes.tsx';
import { Credentials } from './devices/credentials.tsx';
import { Devices } from './devices/devices.tsx';
import { Discovery } from './devices/discovery.tsx';
import { Groups } from './groups/groups.tsx';
import { People } from './people.tsx';
import { Rules } from './rules/rules.tsx';
import { System } from './system/system.tsx';

const SECTIONS = {
  devices: { page: Devices, seen: () => true },
  discovery: { page: Discovery, seen: (session: Session) => session.can('discoveries.write') },
  credentials: { page: Credentials, seen: (session: Session) => session.can('credentials.read') },
  agents: { page: Agents, seen: (session: Session) => session.can('agents.read') },
  rules: { page: Rules, seen: () => true },
  groups: { page: Groups, seen: () => true },
  channels: { page: Channels, seen: (session: Session) => session.can('channels.read') },
  contacts: { page: Contacts, seen: (session: Session) => session.can('contacts.read') },
  routes: { page: Routes, seen: (session: Session) => session.can('contacts.read') },
  drills: { page: Drills, seen: (session: Session) => session.can('contacts.read') },
  calendar: { page: WorkingDays, seen: (session: Session) => session.can('organisations.read') },
  people: { page: People, seen: (session: Session) => session.can('people.read') },
  audit: { page: Audit, seen: (session: Session) => session.can('audit.read') },
  system: { page: System, seen: (session: Session) => session.can('system.read') },
} as const;
type Section = keyof typeof SECTIONS;
const NAMES = Object.keys(SECTIONS) as Section[];

/** What can be set; only what the role allows is offered. */
export function Settings({ section }: { section: string }) {
  const { session } = useWard();
  const { words } = useText();
  const seen = NAMES.filter((name) => SECTIONS[name].seen(session));
  const current = seen.find((name) => name === section) ?? seen[0];
  const Current = SECTIONS[current].page;
  const list = useRef<HTMLElement>(null);
  // On a phone the list of sections is one line that is wider than the screen.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [current]);
  return (
    <div class="page settings">
      <nav ref={list} class="sections" aria-label={words.settings.title}>
        {seen.map((name) => (
          <a
            key={name}
            href={routeTo(`settings/${name}`)}
            aria-current={name === current ? 'page' : undefined}
          >
            {words.settings.sections[name]}
          </a>
        ))}
      </nav>
      <div class="section">
        <Current key={current} />
      </div>
    </div>
  );
}
