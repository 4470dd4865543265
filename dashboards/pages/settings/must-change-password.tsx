import { Brand } from '../../ui/brand.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { PasswordForm } from './password-form.tsx';
import '../sign-in/sign-in.css';

/** After signing in with a password that somebody else gave: nothing else is allowed before it is replaced. */
export function MustChangePassword() {
  const { session } = useWard();
  const { words } = useText();
  return (
    <div class="door">
      <main class="door-card">
        <div class="door-brand">
          <Brand />
          <h1 class="door-product">{words.settings.people.passwordTitle}</h1>
        </div>
        <p class="door-note">{words.settings.people.mustChange}</p>
        <PasswordForm
          onDone={() => void session.look()}
          onCancel={() => void session.signOut().catch(() => undefined)}
        />
      </main>
    </div>
  );
}
