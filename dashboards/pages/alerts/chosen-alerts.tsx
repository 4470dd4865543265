import { useState } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { AlertRow } from './alert-row.tsx';
import { DeedButtons } from './deed-buttons.tsx';

/** A list in which several can be chosen, for what is done with them together. */
export function ChosenAlerts({
  alerts,
  takes,
}: {
  alerts: readonly Alert[];
  takes: ReadonlyMap<string, number>;
}) {
  const { session } = useWard();
  const { words } = useText();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const maySelect = session.can('alerts.acknowledge');
  const choose = (ids: readonly string[], on: boolean) =>
    setChosen((before) => {
      const after = new Set(before);
      for (const id of ids) on ? after.add(id) : after.delete(id);
      return after;
    });
  return (
    <>
      {maySelect && (
        <Bulk
          listed={alerts}
          selected={alerts.filter(({ id }) => chosen.has(id))}
          onAll={(on) =>
            choose(
              alerts.map(({ id }) => id),
              on,
            )
          }
          onDone={() => setChosen(new Set())}
        />
      )}
      <section class="panel alert-list" aria-label={words.alerts.title}>
        <ul>
          {alerts.map((alert) => (
            <AlertRow
              key={alert.id}
              alert={alert}
              withTarget={true}
              takes={takes.get(alert.id)}
              selected={
                maySelect ? { on: chosen.has(alert.id), choose: (on) => choose([alert.id], on) } : undefined
              }
            />
          ))}
        </ul>
      </section>
    </>
  );
}

/** What is done with several alerts at once. */
function Bulk({
  listed,
  selected,
  onAll,
  onDone,
}: {
  listed: readonly Alert[];
  selected: readonly Alert[];
  onAll(on: boolean): void;
  onDone(): void;
}) {
  const { words, formats } = useText();
  const isAll = selected.length === listed.length;
  return (
    <div class="chosen-bar">
      <label class="check">
        <input
          type="checkbox"
          checked={isAll}
          ref={(box) => {
            if (box) box.indeterminate = selected.length > 0 && !isAll;
          }}
          onChange={(event) => onAll(event.currentTarget.checked)}
        />
        {selected.length === 0
          ? words.alerts.selectAll
          : words.alerts.selected(formats.number(selected.length))}
      </label>
      {selected.length > 0 && (
        <>
          <DeedButtons alerts={selected} onDone={onDone} />
          <Button look="quiet" onClick={onDone}>
            {words.alerts.clearSelection}
          </Button>
        </>
      )}
    </div>
  );
}
