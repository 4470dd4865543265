import { useState } from 'preact/hooks';
import type { RuleEntry } from '../../../api/shapes.ts';
import { routeTo } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmChange } from '../../../ui/confirm-change.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { useOrganisations } from '../organisation-field.tsx';

/** Sets a shipped rule back to what was shipped, or deletes one that was made here. */
export function RuleEnd({ entry }: { entry: RuleEntry }) {
  const { api, rules, session } = useWard();
  const { words } = useText();
  const text = words.settings.rules;
  const [asking, setAsking] = useState(false);
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
        <ConfirmChange
          title={isReset ? text.resetTitle : text.removeTitle}
          hint={isReset ? text.resetHint : text.removeHint}
          action={action}
          change={async () => {
            await api.send('DELETE', `rules/${encodeURIComponent(rule.id)}`);
            await rules.load();
          }}
          done={isReset ? text.resetDone : words.rules.removed}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            if (!isReset) location.hash = routeTo('settings/rules');
          }}
        />
      )}
    </span>
  );
}
