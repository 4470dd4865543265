import { useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { useText, useWard } from '../ui/context.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
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
  const current = session.current.value;
  if (current.state !== 'in') return null;
  const { displayName, name, memberships } = current.session;
  const roles = [...new Set(memberships.map(({ role }) => words.shell.roles[role]))].join(' · ');

  return (
    <Menu
      label={`${displayName} · ${words.shell.account}`}
      title={displayName}
      summary={
        <>
          <Icon name="person" />
          <span class="account-name clip">{displayName}</span>
        </>
      }
    >
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
    </Menu>
  );
}
