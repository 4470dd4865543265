import { useState } from 'preact/hooks';
import type { RuleEntry } from '../../../api/shapes.ts';
import { routeTo } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Confirm } from '../../../ui/dialog.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useOrganisations } from '../organisation-field.tsx';

/** Sets a shipped rule back to what was shipped, or deletes one that was made here. */
export function RuleEnd({ entry }: { entry: RuleEntry }) {
  const { api, rules, session, toasts } = useWard();
  const { words } = useText();
  const text = words.settings.rules;
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useChange();
  const { isOwn } = useOrganisations();
  const { rule, origin } = entry;
  if (!session.can('rules.write') || !isOwn(rule.organisation) || origin === 'default') return null;
  const isReset = origin === 'changed';
  const action = isReset ? text.reset : words.rules.remove;
  return (
    <span class="rule-end">
      <Button look={isReset ? 'plain' : 'danger'} onClick={() => setAsking(true)}>
        {action}
      </Button>
      {asking && (
        <Confirm
          title={isReset ? text.resetTitle : text.removeTitle}
          hint={isReset ? text.resetHint : text.removeHint}
          action={action}
          busy={busy}
          error={error}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            void run(
              async () => {
                await api.send('DELETE', `rules/${encodeURIComponent(rule.id)}`);
                await rules.load();
              },
              () => {
                setAsking(false);
                toasts.say(isReset ? text.resetDone : words.rules.removed);
                if (!isReset) location.hash = routeTo('settings/rules');
              },
            )
          }
        />
      )}
    </span>
  );
}
