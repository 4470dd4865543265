import { useEffect, useMemo, useState } from 'preact/hooks';
import { machineRoute } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import { Table } from '../../ui/table.tsx';
import { LoadTag } from './link-line.tsx';
import type { LinkLoads } from './link-loads.ts';
import { linkText, searchText, speedText } from './link-text.ts';
import { type LinkLoad, LOAD_CLASSES, speedOf } from './model/load.ts';
import type { MapLink, Scene } from './model/scene.ts';

/** The map in words: every cable with its ends, ports, load and state, the worst first. */
export function LinkTable(options: {
  scene: Scene;
  links: readonly MapLink[];
  loads: LinkLoads;
  /** How many rows are shown at first. */
  atFirst: number;
  isAll: boolean;
  onAll(all: boolean): void;
  /** What a search shows; undefined while nobody searches. */
  onFound(links: ReadonlySet<MapLink> | undefined): void;
  isWanted(link: MapLink, load: LinkLoad): boolean;
  onShow(link: MapLink): void;
}) {
  const { scene, links, atFirst, isAll, onAll, onFound, isWanted, onShow } = options;
  const { loads } = options.loads.shown.value;
  const { clock } = useWard();
  const { words, formats } = useText();
  const [filter, setFilter] = useState('');
  const text = words.networkMap.table;
  const nowMs = clock.knownMs.value;
  const nameOf = (node: string) => scene.byId.get(node)?.name ?? node;
  const texts = useMemo(() => new Map(links.map((link) => [link.id, searchText(link, nameOf)])), [links]);
  const wanted = filter.trim().toLowerCase();
  useEffect(() => {
    const matching = links.filter(({ id }) => (texts.get(id) ?? '').includes(wanted));
    onFound(wanted === '' ? undefined : new Set(matching.slice(0, atFirst)));
  }, [wanted, texts]);
  const found = links
    .map((link) => ({ link, load: loads.of(link, nowMs) }))
    .filter(({ link, load }) => isWanted(link, load) && (texts.get(link.id) ?? '').includes(wanted));
  found.sort(
    (a, b) =>
      LOAD_CLASSES.indexOf(a.load.loadClass) - LOAD_CLASSES.indexOf(b.load.loadClass) ||
      (b.load.share || 0) - (a.load.share || 0),
  );
  const rows = isAll ? found : found.slice(0, atFirst);
  return (
    <section class="panel card map-table" aria-label={text.title}>
      <header class="card-head">
        <h2>{text.title}</h2>
        <span class="muted">{formats.number(found.length)}</span>
        <FilterField label={text.filter} value={filter} onInput={setFilter} />
      </header>
      {rows.length === 0 ? (
        <p class="card-note muted">{text.none}</p>
      ) : (
        <Table
          label={text.title}
          rows={rows}
          keyOf={({ link }) => link.id}
          columns={[
            { title: text.from, wide: true, cell: ({ link }) => end(link.from.node, link.from.port) },
            { title: text.to, wide: true, cell: ({ link }) => end(link.to.node, link.to.port) },
            { title: text.state, cell: ({ load }) => <LoadTag load={load} /> },
            {
              title: text.load,
              kind: 'number',
              cell: ({ link, load }) => (
                <button
                  type="button"
                  class="link"
                  aria-label={`${linkText(words, formats, load, '→', '←')} · ${text.show(nameOf(link.from.node), nameOf(link.to.node))}`}
                  onClick={() => onShow(link)}
                >
                  {linkText(words, formats, load, '→', '←')}
                </button>
              ),
            },
            {
              title: text.speed,
              kind: 'number',
              minor: true,
              cell: ({ link }) => speedText(formats, speedOf(link.from, link.to)),
            },
            {
              title: text.source,
              minor: true,
              cell: ({ link }) => (
                <span class="muted" title={sourceHint(link)}>
                  {words.networkMap.source[link.source]}
                </span>
              ),
            },
          ]}
        />
      )}
      {found.length > atFirst && (
        <button type="button" class="link card-more" aria-expanded={isAll} onClick={() => onAll(!isAll)}>
          {isAll ? text.less : text.more(formats.number(found.length))}
        </button>
      )}
    </section>
  );

  function end(id: string, port: string) {
    const node = scene.byId.get(id);
    return (
      <>
        {node?.target ? <a href={machineRoute(node.target)}>{node.name}</a> : <span>{nameOf(id)}</span>}
        {port && <span class="port">{port}</span>}
      </>
    );
  }

  function sourceHint({ source, seenBy }: MapLink): string {
    const hints = words.networkMap.sourceHint;
    return source === 'lldp' ? hints[seenBy] : hints[source];
  }
}
