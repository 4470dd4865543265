import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { useText, useWard } from '../ui/context.ts';
import { Icon } from '../ui/icon.tsx';
import { CallChoices, Choices } from './choices.tsx';
import { lazyPage } from './lazy-page.tsx';

const PasswordDialog = lazyPage(
  async () => (await import('../pages/settings/password-dialog.tsx')).PasswordDialog,
);

/** Who is signed in, and what they choose for themselves. */
export function AccountMenu() {
  const { session } = useWard();
  const { words } = useText();
  const [changing, setChanging] = useState(false);
  const menu = useRef<HTMLDetailsElement>(null);

  useEffect(() => {
    function leave(event: Event): void {
      const { current } = menu;
      if (current?.open && !current.contains(event.target as Node)) current.open = false;
    }
    document.addEventListener('click', leave);
    return () => document.removeEventListener('click', leave);
  }, []);

  const current = session.current.value;
  if (current.state !== 'in') return null;
  const { displayName, name, memberships } = current.session;
  const roles = [...new Set(memberships.map(({ role }) => words.shell.roles[role]))].join(' · ');

  return (
    <details
      class="menu"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary aria-label={words.shell.account} title={displayName}>
        <Icon name="person" />
        <span class="account-name clip">{displayName}</span>
      </summary>
      <div class="menu-body">
        <p class="menu-who">
          <strong>{displayName}</strong>
          <span class="muted">{displayName === name ? roles : `${name} · ${roles}`}</span>
        </p>
        <Choices />
        <CallChoices />
        <div class="menu-actions">
          <Button onClick={() => setChanging(true)}>{words.shell.changePassword}</Button>
          <Button onClick={() => void session.signOut().catch(() => undefined)}>{words.shell.signOut}</Button>
        </div>
      </div>
      {changing && <PasswordDialog onClose={() => setChanging(false)} />}
    </details>
  );
}
