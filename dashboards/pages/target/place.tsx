import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { machineRoute } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { ChooseMany } from '../../ui/choose-many.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormFoot } from '../../ui/form-foot.tsx';
import { useChange } from '../../ui/use-change.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useFirst } from './first-answers.ts';

/** What a target needs to live, by the kind of need; ids of targets. */
const NEEDS = ['network', 'power', 'cooling', 'host'] as const;
type Need = (typeof NEEDS)[number];

/** Where a target stands. */
const PLACES = ['room', 'rack', 'owner'] as const;

/** As the collector answers it among what else it knows of a target. */
export type Placed = Record<(typeof PLACES)[number], string> & {
  parents: Record<Need, string[]>;
  rackUnit: number;
  rackUnits: number;
};

/** As they are typed: empty stands for unknown. */
type Draft = Omit<Placed, 'rackUnit' | 'rackUnits'> & Record<'rackUnit' | 'rackUnits', string>;

/** The highest unit there is, and the highest device, as the collector takes them. */
const MOST = { rackUnit: 60, rackUnits: 20 } as const;

/** Where a target stands and what it needs: an alert of what it needs explains its silence. */
export function Place({ target }: { target: string }) {
  const { api, fleet, session } = useWard();
  const { words } = useText();
  const text = words.place;
  const [isChanging, setChanging] = useState(false);
  const path = `targets/${encodeURIComponent(target)}`;
  const first = useFirst<Placed>((answer) => answer.target);
  const { value, reload } = useLoad((signal) => first(() => api.get<Placed>(path, {}, signal)), [target]);
  if (!value) return null;
  const places = PLACES.filter((place) => value[place] !== '');
  const needs = NEEDS.filter((need) => value.parents[need].length > 0);
  const units = unitsOf(value);
  const isEmpty = places.length === 0 && needs.length === 0 && !units;
  if (isEmpty && !session.can('targets.write')) return null;
  return (
    <section class="panel card" aria-label={text.title}>
      <header class="card-head">
        <h2>{text.title}</h2>
        {session.can('targets.write') && (
          <Button look="quiet" onClick={() => setChanging(true)}>
            {words.shell.common.edit}
          </Button>
        )}
      </header>
      {isEmpty && <p class="card-note muted">{text.nothing}</p>}
      {!isEmpty && (
        <dl class="facts">
          {places.map((place) => (
            <Fragment key={place}>
              <dt>{text.places[place]}</dt>
              <dd>{value[place]}</dd>
            </Fragment>
          ))}
          {units && (
            <>
              <dt>{text.units}</dt>
              <dd>{units}</dd>
            </>
          )}
          {needs.map((need) => (
            <Fragment key={need}>
              <dt>{text.needs[need]}</dt>
              <dd class="links">
                {value.parents[need].map((id) => (
                  <a key={id} href={machineRoute(id)}>
                    {fleet.machine(id)?.target.name ?? words.alerts.unknownTarget}
                  </a>
                ))}
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
      {isChanging && (
        <ChangePlace
          target={target}
          before={value}
          onClose={() => setChanging(false)}
          onSaved={() => {
            setChanging(false);
            reload();
          }}
        />
      )}
    </section>
  );
}

function ChangePlace(options: { target: string; before: Placed; onClose(): void; onSaved(): void }) {
  const { target, before, onClose, onSaved } = options;
  const { api, fleet, toasts } = useWard();
  const { words } = useText();
  const text = words.place;
  const [draft, setDraft] = useState<Draft>({
    ...before,
    rackUnit: before.rackUnit ? String(before.rackUnit) : '',
    rackUnits: before.rackUnits ? String(before.rackUnits) : '',
  });
  const { busy, error, run } = useChange();
  const choices = fleet.machines.value
    .filter((machine) => machine.target.id !== target && machine.target.kind !== 'job')
    .map(({ target: { id, name, address } }) => ({ value: id, text: name, detail: address }));

  const faults = (['rackUnit', 'rackUnits'] as const).filter((field) => !isUnits(draft[field], MOST[field]));
  const numbers = { rackUnit: Number(draft.rackUnit), rackUnits: Number(draft.rackUnits) };

  function save(event: Event): void {
    event.preventDefault();
    if (faults.length > 0) return;
    const { room, rack, owner, parents } = draft;
    const change = { room: room.trim(), rack: rack.trim(), owner: owner.trim(), parents, ...numbers };
    void run(
      () => api.send('PATCH', `targets/${encodeURIComponent(target)}`, change),
      () => {
        toasts.say(text.saved);
        onSaved();
      },
    );
  }

  return (
    <Dialog title={text.title} wide onClose={onClose}>
      <form onSubmit={save}>
        <div class="form-grid">
          {PLACES.map((place) => (
            <TextField
              key={place}
              label={text.places[place]}
              value={draft[place]}
              maxLength={200}
              onInput={(value) => setDraft({ ...draft, [place]: value })}
            />
          ))}
          {(['rackUnit', 'rackUnits'] as const).map((field) => (
            <TextField
              key={field}
              label={text[field]}
              hint={text.unitHints[field]}
              type="number"
              value={draft[field]}
              error={faults.includes(field) ? text.badUnits(MOST[field]) : undefined}
              onInput={(value) => setDraft({ ...draft, [field]: value })}
            />
          ))}
        </div>
        <p class="muted">{text.hint}</p>
        {NEEDS.map((need) => (
          <ChooseMany
            key={need}
            label={text.needs[need]}
            hint={text.needHints[need]}
            choices={choices}
            value={draft.parents[need]}
            onChange={(ids) => setDraft({ ...draft, parents: { ...draft.parents, [need]: ids } })}
          />
        ))}
        <FormFoot
          error={error}
          action={busy ? words.shell.common.saving : words.shell.common.save}
          disabled={busy}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** `U12–U13`, `U12`, or nothing. */
function unitsOf({ rackUnit, rackUnits }: Placed): string {
  if (!rackUnit) return '';
  return rackUnits > 1 ? `U${rackUnit}–U${rackUnit + rackUnits - 1}` : `U${rackUnit}`;
}

function isUnits(typed: string, most: number): boolean {
  const value = Number(typed);
  return Number.isInteger(value) && value >= 0 && value <= most;
}
