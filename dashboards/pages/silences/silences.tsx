import './silences.css';
import '../overview/overview.css';
import '../settings/settings.css';
import { useState } from 'preact/hooks';
import type { Silence } from '#protocol/silence.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { useAsked } from '../../ui/use-asked.ts';
import { newDraft } from './silence-draft.ts';
import { SilenceForm } from './silence-form.tsx';
import { SilenceList } from './silence-list.tsx';
import { SilencePage } from './silence-page.tsx';
import { silencesRoute } from './silence-route.ts';
import { WorkCalendar } from './work-calendar.tsx';

const VIEWS = ['list', 'calendar'] as const;
const KINDS = ['all', 'silence', 'maintenance'] as const;
export type KindFilter = (typeof KINDS)[number];

/** Silences and planned work: as a list, as a calendar, or one of them. */
export function Silences() {
  const { route } = useWard();
  const id = route.value.search.get('silence');
  return id ? <SilencePage key={id} id={id} /> : <AllSilences />;
}

function AllSilences() {
  const { route, session } = useWard();
  const { words } = useText();
  const text = words.silences;
  const [kind, setKind] = useState<KindFilter>('all');
  const [adding, setAdding] = useState<{ kind: Silence['kind']; day?: string }>();
  const mayWrite = session.can('silences.write');
  useAsked('add', (kind) => setAdding({ kind: kind === 'maintenance' ? kind : 'silence' }));
  const view = route.value.search.get('view') === 'calendar' ? 'calendar' : 'list';
  return (
    <>
      <p class="muted">{text.intro}</p>
      <div class="toolbar">
        <Segments
          label={text.view}
          value={view}
          choices={VIEWS.map((value) => ({ value, text: text.views[value] }))}
          onChoose={(value) => location.replace(silencesRoute({ view: value === 'list' ? '' : value }))}
        />
        <select
          aria-label={text.ofKind}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as KindFilter)}
        >
          {KINDS.map((value) => (
            <option key={value} value={value}>
              {text.ofKind}: {value === 'all' ? words.shell.common.all : text.kinds[value]}
            </option>
          ))}
        </select>
        {mayWrite && (
          <span class="silence-adds">
            <Button icon="plus" onClick={() => setAdding({ kind: 'maintenance' })}>
              {text.add.maintenance}
            </Button>
            <Button look="primary" icon="plus" onClick={() => setAdding({ kind: 'silence' })}>
              {text.add.silence}
            </Button>
          </span>
        )}
      </div>
      {view === 'list' ? (
        <SilenceList kind={kind} />
      ) : (
        <WorkCalendar
          kind={kind}
          onAdd={mayWrite ? (day) => setAdding({ kind: 'maintenance', day }) : undefined}
        />
      )}
      {adding && (
        <SilenceForm
          start={(nowMs, clock) => newDraft(adding.kind, nowMs, clock, adding.day)}
          onClose={() => setAdding(undefined)}
        />
      )}
    </>
  );
}
