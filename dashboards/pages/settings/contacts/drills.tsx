import './contacts.css';
import { useCallback, useState } from 'preact/hooks';
import type { Drill } from '#protocol/drill.ts';
import type { ContactsAnswer, DrillsAnswer } from '../../../api/contacts.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Confirm } from '../../../ui/dialog.tsx';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { useAsked } from '../../../ui/use-asked.ts';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { useOrganisations } from '../organisation-field.tsx';
import { SectionHead } from '../section-head.tsx';
import { PlanCard } from './drill-plan.tsx';
import { DrillReport } from './drill-report.tsx';

/** Drills that are listed; all of them are kept. */
const LISTED = 20;

/** That everybody can be reached: when it is proven, and how it went. */
export function Drills() {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.contacts.drills;
  const { own, choices, several, nameOf: nameOfOrganisation } = useOrganisations();
  // What was made for an organisation is drilled with it; `*` has what all of them share.
  const nameOf = (id: string) => (id === '*' ? text.shared : nameOfOrganisation(id));
  const [organisation, setOrganisation] = useState(own);
  const mayChange = session.can('contacts.write');
  const [asking, setAsking] = useState(false);
  useAsked('add', () => setAsking(mayChange));
  const [chosen, setChosen] = useState<string>();
  const { value, error, reload } = useLoad(async (signal) => {
    const [{ drills }, { contacts }] = await Promise.all([
      api.get<DrillsAnswer>('drills', { limit: LISTED }, signal),
      api.get<ContactsAnswer>('contacts', {}, signal),
    ]);
    return { drills, contacts };
  }, []);
  const entries = [...(value?.drills ?? []), ...(value?.contacts ?? [])];
  const isChoice = several || entries.some((each) => each.organisation !== own);
  const shown = value?.drills.find(({ id }) => id === chosen) ?? value?.drills[0];
  const ended = useCallback(() => reload(), [reload]);
  return (
    <>
      <SectionHead title={words.settings.sections.drills} hint={text.hint}>
        {mayChange && (
          <Button look="primary" onClick={() => setAsking(true)}>
            {text.begin}
          </Button>
        )}
      </SectionHead>
      {isChoice && (
        <div class="drill-organisation">
          <SelectField
            label={text.ofWhom}
            value={organisation}
            choices={choices.map(({ value: id }) => ({ value: id, text: nameOf(id) }))}
            onChoose={setOrganisation}
          />
        </div>
      )}
      <PlanCard organisation={organisation} mayChange={mayChange} />
      <h2>{text.last}</h2>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value?.drills.length === 0 && <Empty title={text.none} hint={text.noneHint} />}
      {value && value.drills.length > 0 && (
        <ul class="drill-list">
          {value.drills.map((drill) => (
            <li key={drill.id}>
              <button
                type="button"
                class="panel"
                aria-pressed={drill.id === shown?.id}
                onClick={() => setChosen(drill.id)}
              >
                <strong>{formats.full(drill.begunAtMs)}</strong>
                {isChoice && <span>{nameOf(drill.organisation)}</span>}
                <span class="muted">{drill.begunBy ? text.by(drill.begunBy) : text.planned}</span>
                {drill.endedAtMs === null && (
                  <StateTag mark="none" text={text.runningUntil(formats.moment(drill.untilMs))} />
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
      {shown && (
        <section class="section" aria-label={text.report(formats.full(shown.begunAtMs))}>
          <h2>{text.report(formats.full(shown.begunAtMs))}</h2>
          <DrillReport key={shown.id} id={shown.id} onEnded={ended} />
        </section>
      )}
      {asking && (
        <Begin
          organisation={organisation}
          title={isChoice ? text.beginTitleOf(nameOf(organisation)) : text.beginTitle}
          onClose={() => setAsking(false)}
          onBegun={({ id }) => {
            setAsking(false);
            setChosen(id);
            reload();
          }}
        />
      )}
    </>
  );
}

/** Everybody is called at once: nothing to begin by a slip of the hand. */
function Begin(options: {
  organisation: string;
  title: string;
  onClose(): void;
  onBegun(drill: Drill): void;
}) {
  const { organisation, title, onClose, onBegun } = options;
  const { api, toasts } = useWard();
  const { words } = useText();
  const text = words.contacts.drills;
  const { busy, error, run } = useChange();
  return (
    <Confirm
      title={title}
      hint={text.beginHint}
      action={text.begin}
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() =>
        void run(async () => {
          const drill = await api.send<Drill>('POST', 'drills', { organisation });
          toasts.say(text.begun);
          onBegun(drill);
        })
      }
    />
  );
}
