import './contacts.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RouteEntry, RoutesAnswer } from '../../../api/contacts.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { Table } from '../../../ui/table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useLoad } from '../../../ui/use-load.ts';
import { errorText } from '../../../words/error-text.ts';
import { useOrganisations } from '../organisation-field.tsx';
import { SectionHead } from '../section-head.tsx';
import { hoursText } from './hours.ts';
import { matchText } from './match-text.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { RouteDialog } from './route-dialog.tsx';
import { beforeWhich } from './route-order.ts';
import { RoutePreview } from './route-preview.tsx';
import { useMatchWorld } from './use-match-names.ts';
import { type Told, useTold } from './use-people.ts';

/** Which alerts are told to whom, in the order in which that is decided. */
export function Routes() {
  const { api, session, toasts } = useWard();
  const { words } = useText();
  const text = words.contacts.routes;
  const [open, setOpen] = useState<RouteEntry | 'new'>();
  const [removing, setRemoving] = useState<RouteEntry>();
  const [trying, setTrying] = useState(false);
  const [moved, setMoved] = useState<RouteEntry[]>();
  const told = useTold();
  const routes = useLoad(async (signal) => {
    setMoved(undefined);
    return (await api.get<RoutesAnswer>('routes', {}, signal)).routes;
  }, []);
  const all = moved ?? routes.value;
  const error = routes.error ?? told.error;
  const mayChange = session.can('contacts.write');
  const refocus = useRefocus(all);

  function closed(said?: string): void {
    setOpen(undefined);
    setRemoving(undefined);
    if (!said) return;
    toasts.say(said);
    routes.reload();
  }

  async function move(route: RouteEntry, by: 1 | -1): Promise<void> {
    const before = beforeWhich(all ?? [], route.id, by);
    if (before === undefined) return;
    try {
      refocus(route.id, by);
      const answer = await api.send<RoutesAnswer>('POST', `routes/${route.id}/move`, { before });
      setMoved(answer.routes);
      const place = answer.routes.findIndex(({ id }) => id === route.id) + 1;
      toasts.say(text.movedTo(route.name, String(place)));
    } catch (problem) {
      toasts.say(errorText(words, problem), 'bad');
      routes.reload();
    }
  }

  return (
    <>
      <SectionHead title={words.settings.sections.routes} hint={text.hint}>
        {told.value && all && (
          <span class="head-buttons">
            <Button onClick={() => setTrying(true)}>{text.try}</Button>
            {mayChange && (
              <Button look="primary" icon="plus" onClick={() => setOpen('new')}>
                {text.add}
              </Button>
            )}
          </span>
        )}
      </SectionHead>
      {error !== undefined && !(all && told.value) && (
        <Failed
          error={error}
          onRetry={() => {
            routes.reload();
            told.reload();
          }}
        />
      )}
      {error === undefined && !(all && told.value) && <Loading />}
      {all && told.value && all.length === 0 && <Empty title={text.none} hint={text.noneHint} />}
      {all && told.value && all.length > 0 && (
        <RouteTable
          routes={all}
          told={told.value}
          mayChange={mayChange}
          onMove={(route, by) => void move(route, by)}
          onChange={setOpen}
          onRemove={setRemoving}
        />
      )}
      {all && told.value && open && (
        <RouteDialog
          told={told.value}
          routes={all}
          before={open === 'new' ? undefined : open}
          onClose={() => closed()}
          onSaved={(name) => closed(words.contacts.people.saved(name))}
        />
      )}
      {removing && (
        <RemoveDialog
          path={`routes/${removing.id}`}
          name={removing.name}
          hint={text.removeHint}
          onClose={() => closed()}
          onRemoved={() => closed(words.contacts.people.removed(removing.name))}
        />
      )}
      {told.value && trying && <RoutePreview onClose={() => setTrying(false)} />}
    </>
  );
}

/** A row that moves takes the focus of its button along: so one can press the key again. */
function useRefocus(routes: readonly RouteEntry[] | undefined) {
  const wanted = useRef<string>('');
  useEffect(() => {
    if (!wanted.current) return;
    const button = (by: number) =>
      document.querySelector<HTMLButtonElement>(`[data-move="${wanted.current.split(' ')[0]} ${by}"] button`);
    const by = Number(wanted.current.split(' ')[1]);
    const same = button(by);
    (same?.disabled ? button(-by) : same)?.focus();
    wanted.current = '';
  }, [routes]);
  return (id: string, by: 1 | -1) => {
    wanted.current = `${id} ${by}`;
  };
}

function RouteTable(options: {
  routes: readonly RouteEntry[];
  told: Told;
  mayChange: boolean;
  onMove(route: RouteEntry, by: 1 | -1): void;
  onChange(route: RouteEntry): void;
  onRemove(route: RouteEntry): void;
}) {
  const { routes, told, mayChange, onMove, onChange, onRemove } = options;
  const { words, formats } = useText();
  const text = words.contacts.routes;
  const world = useMatchWorld();
  const { several, nameOf, isOwn } = useOrganisations();
  const numbers = new Map(routes.map(({ id }, at) => [id, at + 1]));
  const nameIn = (entries: readonly { id: string; name: string }[], id: string) =>
    entries.find((entry) => entry.id === id)?.name ?? id;
  return (
    <Table
      label={words.settings.sections.routes}
      rows={routes}
      keyOf={({ id }) => id}
      columns={[
        {
          title: text.name,
          cell: ({ id, name, enabled, goOn, organisation }) => (
            <span class="tagged">
              <strong class={enabled ? undefined : 'muted'}>{`${numbers.get(id)}. ${name}`}</strong>
              {!enabled && <Tag>{words.contacts.channels.disabled}</Tag>}
              {goOn && <Tag>{text.goesOn}</Tag>}
              {several && organisation !== '*' && <Tag>{nameOf(organisation)}</Tag>}
            </span>
          ),
        },
        {
          title: text.which,
          wide: true,
          cell: ({ match, hours }) => (
            <span>
              {matchText(match, world, words, formats)}
              {hours.length > 0 && <span class="below muted">{hoursText(hours, words, formats)}</span>}
            </span>
          ),
        },
        {
          title: text.whom,
          wide: true,
          cell: ({ teams, contacts, channels }) => {
            const all = [
              ...teams.map((id) => nameIn(told.teams, id)),
              ...contacts.map((id) => nameIn(told.contacts, id)),
              ...channels,
            ];
            return all.length > 0 ? formats.list(all) : <span class="warns">{text.nobody}</span>;
          },
        },
        {
          title: words.shell.common.edit,
          kind: 'actions',
          cell: (route) =>
            mayChange &&
            isOwn(route.organisation) && (
              <span class="row-actions">
                {([-1, 1] as const).map((by) => (
                  <span key={by} data-move={`${route.id} ${by}`}>
                    <Button
                      look="quiet"
                      icon={by < 0 ? 'up' : 'down'}
                      label={(by < 0 ? words.contacts.many.up : words.contacts.many.down)(route.name)}
                      disabled={beforeWhich(routes, route.id, by) === undefined}
                      onClick={() => onMove(route, by)}
                    />
                  </span>
                ))}
                <Button look="quiet" onClick={() => onChange(route)}>
                  {words.shell.common.edit}
                </Button>
                <Button look="quiet" onClick={() => onRemove(route)}>
                  {words.shell.common.remove}
                </Button>
              </span>
            ),
        },
      ]}
    />
  );
}
