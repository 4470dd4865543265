import { useEffect, useMemo, useState } from 'preact/hooks';
import type { TopologyAnswer } from '../../api/topology.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { LeaveGuard } from '../../ui/leave-guard.tsx';
import { RoomTabs } from '../rooms/room-tabs.tsx';
import { CableDialog } from './cable-dialog.tsx';
import { EditBar } from './edit-bar.tsx';
import { LastCorrected } from './last-corrected.tsx';
import { LinkLoads } from './link-loads.ts';
import { LinkTable } from './link-table.tsx';
import { MapCanvas } from './map-canvas.tsx';
import { MapFilters } from './map-filters.tsx';
import { MapLegend } from './map-legend.tsx';
import { MapLabels, MapLinks } from './map-links.tsx';
import { MapSide } from './map-side.tsx';
import { MapThings } from './map-things.tsx';
import type { Box } from './model/boxes.ts';
import { addCable, draftOf, moveNode, organisationsOf } from './model/draft.ts';
import type { LinkLoad } from './model/load.ts';
import { type MapLink, NO_FILTER } from './model/scene.ts';
import { PathSearch } from './path-search.tsx';
import { useChoice } from './use-choice.ts';
import { useCorrecting } from './use-correcting.ts';
import { useNodeStates } from './use-node-states.ts';
import { useKnownTargets, useScene } from './use-scene.ts';
import { useSeenPorts } from './use-seen-ports.ts';
import { useView } from './use-view.ts';
import { useWrong } from './use-wrong.ts';

const ROWS_AT_FIRST = 12;

/** The map with everything around it. */
export function MapPage({ answer, onReload }: { answer: TopologyAnswer; onReload(): void }) {
  const { session, toasts, route, fleet } = useWard();
  const { words, formats } = useText();
  const text = words.networkMap;
  const { search } = route.value;
  const [filter, setFilter] = useState(() => ({
    ...NO_FILTER,
    organisation: search.get('organisation') ?? '',
    zone: search.get('zone') ?? '',
  }));
  const [wrongOnly, setWrongOnly] = useState(search.get('wrong') === '1');
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    [search.get('from') ?? search.get('node'), search.get('to')].filter((id) => id !== null),
  );
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [looked, setLooked] = useState<MapLink | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [isAll, setAll] = useState(false);
  const [found, setFound] = useState<ReadonlySet<MapLink>>();
  const [isAdding, setAdding] = useState(false);
  const [seen, setSeen] = useState<Box>();
  const loads = useMemo(() => new LinkLoads(), []);

  const known = useKnownTargets();
  const organisationOf = useMemo(() => organisationsOf(answer, known), [answer, known]);
  const saved = useMemo(() => draftOf(answer), [answer]);
  const { correcting, begin, end } = useCorrecting(answer, organisationOf, () => {
    toasts.say(text.edit.saved);
    onReload();
  });
  const draft = correcting?.draft ?? saved;
  const { scene, layout, wires } = useScene(answer, draft, filter, opened);
  const states = useNodeStates(scene.nodes);
  const view = useView(layout.bounds);
  const nameOf = (id: string) =>
    scene.byId.get(id)?.name ?? answer.nodes.find((node) => node.id === id)?.name ?? known(id)?.name ?? id;

  const { ends, ways, lookedAt } = useChoice(chosen, { focused, looked }, scene);
  const [first, second] = ends;
  useSeenPorts({
    loads,
    scene,
    wires,
    boxes: layout.boxes,
    seen,
    rows: isAll ? scene.links.length : ROWS_AT_FIRST,
    always: found ?? ways?.links,
  });

  // Who is chosen must be seen: hosts that are folded are shown.
  useEffect(() => {
    const folded = layout.bunches.filter(
      ({ isFolded, members }) => isFolded && ends.some((id) => members.includes(id)),
    );
    if (folded.length > 0) setOpened(new Set([...opened, ...folded.map(({ owner }) => owner)]));
  }, [ends.join(' '), layout]);

  const { isBad, badNodes } = useWrong(scene, states, loads);
  const isPale = (link: MapLink, load: LinkLoad) => wrongOnly && !isBad(link, load);

  function choose(id: string, isSecond: boolean): void {
    if (isSecond && first !== undefined && id !== first) setChosen([first, id]);
    else setChosen(ends.length === 1 && first === id ? [] : [id]);
  }

  function show(link: MapLink): void {
    setLooked(link);
    const wire = wires.get(link.id);
    if (wire) view.reveal(wire.middle);
    view.frame.current?.scrollIntoView({ block: 'nearest' });
  }

  const looks = { links: scene.links, wires, loads, looked: lookedAt, onWay: ways?.links ?? null, isPale };
  const who = session.current.value;
  const organisations = who.state === 'in' ? who.session.organisations : [];
  const one = first === undefined ? undefined : scene.byId.get(first);
  const held = new Set(correcting ? Object.keys(draft.positions) : []);

  return (
    <div class="page map-page">
      <header class="rooms-head">
        <h1>{text.title}</h1>
        <RoomTabs />
        <span class="muted">
          {text.summary(formats.number(scene.nodes.length), formats.number(scene.links.length))}
        </span>
        <span class="rooms-tools">
          {!correcting && session.can('targets.write') && <Button onClick={begin}>{text.edit.begin}</Button>}
        </span>
      </header>
      <div class="map-tools toolbar">
        <PathSearch
          nodes={scene.nodes}
          ends={ends}
          onFind={(from, to) => setChosen([from, to])}
          onClear={() => setChosen([])}
        />
        <MapFilters
          nodes={answer.nodes}
          organisations={organisations}
          filter={filter}
          wrongOnly={wrongOnly}
          onFilter={setFilter}
          onWrongOnly={setWrongOnly}
        />
      </div>
      {correcting && (
        <EditBar
          correcting={correcting}
          nameOf={nameOf}
          onAddCable={() => setAdding(true)}
          onEnd={end}
          onReload={() => {
            end();
            onReload();
          }}
        />
      )}
      {correcting?.isChanged && <LeaveGuard text={text.edit} />}
      {answer.nodesTotal > answer.nodes.length && (
        <p class="note" role="status">
          {text.truncated(formats.number(answer.nodes.length), formats.number(answer.nodesTotal))}
        </p>
      )}
      {answer.edges.length > 0 && answer.edges.every(({ source }) => source === 'parents') && (
        <p class="note">{text.onlyParents}</p>
      )}
      <div class={one ? 'map-body has-side' : 'map-body'}>
        <div class="map-main">
          {scene.nodes.length === 0 ? (
            <p class="panel empty">
              {text.filters.none}
              <button type="button" class="link" onClick={() => setFilter(NO_FILTER)}>
                {text.filters.clear}
              </button>
            </p>
          ) : (
            <MapCanvas
              view={view}
              boxes={layout.boxes}
              canMove={correcting !== undefined}
              onChoose={choose}
              onLeave={() => setChosen([])}
              onMove={(id, to, mark) =>
                correcting?.change((now) => moveNode(now, layout.boxes, heldNodes(), id, to), mark)
              }
              onFocus={setFocused}
              onWindow={setSeen}
            >
              <MapLinks
                {...looks}
                onLook={setLooked}
                onChoose={(link) => setChosen([link.from.node, link.to.node])}
              />
              <MapThings
                scene={scene}
                layout={layout}
                states={states}
                chosen={ends}
                held={held}
                onWay={ways?.nodes ?? null}
                badNodes={wrongOnly ? badNodes : null}
                onToggle={(owner) => {
                  const next = new Set(opened);
                  if (!next.delete(owner)) next.add(owner);
                  setOpened(next);
                }}
              />
              <MapLabels {...looks} boxes={layout.boxes} />
            </MapCanvas>
          )}
          <MapLegend />
          <LastCorrected corrections={answer.corrections} />
        </div>
        {one && (
          <MapSide
            one={one}
            other={second}
            ways={ways}
            scene={scene}
            loads={loads}
            nameOf={nameOf}
            organisations={organisations}
            correcting={correcting}
            organisationOf={organisationOf}
            onLook={setLooked}
            onClose={() => setChosen([])}
          />
        )}
      </div>
      <LinkTable
        scene={scene}
        links={scene.links}
        loads={loads}
        atFirst={ROWS_AT_FIRST}
        isAll={isAll}
        onAll={setAll}
        onFound={setFound}
        isWanted={(link, load) => !isPale(link, load)}
        onShow={show}
      />
      {isAdding && correcting && (
        <CableDialog
          nodes={[...scene.nodes, ...elsewhere()]}
          links={scene.links}
          from={one?.name ?? ''}
          onAdd={(cable) => {
            correcting.change((now) => addCable(now, cable));
            setAdding(false);
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  );

  /** Everything that stands by itself; hosts of a switch go with it. */
  function heldNodes(): string[] {
    const inBunches = new Set(layout.bunches.flatMap(({ members }) => members));
    return [...layout.boxes.keys()].filter((id) => !inBunches.has(id));
  }

  /** What is watched and not on the map yet. */
  function elsewhere() {
    return fleet.machines.value.flatMap(({ target }) =>
      scene.byId.has(target.id) ? [] : (known(target.id) ?? []),
    );
  }
}
