import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { useText, useWard } from '../../ui/context.ts';
import type { LinkLoads } from './link-loads.ts';
import { linkText } from './link-text.ts';
import { type Box, collide } from './model/boxes.ts';
import { roughWidth } from './model/break-name.ts';
import { type LinkLoad, speedOf, widthOf } from './model/load.ts';
import type { MapLink } from './model/scene.ts';
import { BACK, type Wire } from './model/wires.ts';

/** What both the lines and the labels of cables need. */
export interface LinkLooks {
  links: readonly MapLink[];
  wires: ReadonlyMap<string, Wire>;
  loads: LinkLoads;
  /** Names of cables that somebody looks at. */
  looked: ReadonlySet<string>;
  /** On a way that is shown; null while none is. */
  onWay: ReadonlySet<MapLink> | null;
  isPale(link: MapLink, load: LinkLoad): boolean;
}

/** Cables as lines: thick by their speed, coloured and dashed by what passes. */
export function MapLinks(
  options: LinkLooks & { onLook(link: MapLink | null): void; onChoose(link: MapLink): void },
) {
  const { links, wires, looked, onWay, isPale, onLook, onChoose } = options;
  const { loads } = options.loads.shown.value;
  const nowMs = useWard().clock.knownMs.value;
  // Most cables look as they did a second ago: the same drawing again costs nothing.
  const kept = useRef(new Map<string, { sign: string; drawn: VNode }>());
  return (
    <g class="map-links">
      {links.map((link) => {
        const wire = wires.get(link.id);
        if (!wire) return null;
        const load = loads.of(link, nowMs);
        const look = [
          `map-link load-${load.loadClass} source-${link.source}`,
          load.isStale && 'is-old',
          (onWay ? !onWay.has(link) : isPale(link, load)) && 'is-pale',
          onWay?.has(link) && 'is-way',
          looked.has(link.id) && 'is-looked',
        ]
          .filter(Boolean)
          .join(' ');
        const width = widthOf(speedOf(link.from, link.to));
        const sign = `${look} ${width} ${wire.path}`;
        const before = kept.current.get(link.id);
        if (before?.sign === sign) return before.drawn;
        const { x, y } = wire.middle;
        const drawn = (
          <g key={link.id} class={look}>
            <path class="wire" d={wire.path} stroke-width={width} />
            {load.loadClass === 'down' && (
              <path class="cut" d={`M${x - 5} ${y - 5}l10 10M${x + 5} ${y - 5}l-10 10`} />
            )}
            {/* biome-ignore lint/a11y/noStaticElementInteractions: by keyboard the same is in the table and at the things */}
            <path
              class="reach"
              d={wire.path}
              onPointerEnter={() => onLook(link)}
              onPointerLeave={() => onLook(null)}
              onClick={() => onChoose(link)}
            />
          </g>
        );
        kept.current.set(link.id, { sign, drawn });
        return drawn;
      })}
    </g>
  );
}

/** Along which shares of its way a label may stand, the best first. */
const SPOTS = [0.5, 0.36, 0.64, 0.24, 0.76] as const;
/** Where more than that are wanted each says less. */
const MANY = 6;

/** Loads in words: where somebody looks, on a way, and where a cable is rather full. None covers another. */
export function MapLabels(options: LinkLooks & { boxes: ReadonlyMap<string, Box> }) {
  const { links, wires, looked, onWay, isPale, boxes } = options;
  const { loads } = options.loads.shown.value;
  const { words, formats } = useText();
  const nowMs = useWard().clock.knownMs.value;
  const wanted = links.flatMap((link) => {
    const wire = wires.get(link.id);
    if (!wire) return [];
    const load = loads.of(link, nowMs);
    const isLoud = load.loadClass === 'high' || load.loadClass === 'full';
    const isWanted = looked.has(link.id) || onWay?.has(link);
    return isWanted || (!onWay && isLoud && !isPale(link, load)) ? [{ link, wire, load }] : [];
  });
  const taken: Box[] = [];
  const nodes = [...boxes.values()];
  return (
    <g class="map-labels">
      {wanted.map(({ link, wire, load }) => {
        const isShort = wanted.length > MANY && !Number.isNaN(load.share);
        const text = isShort
          ? formats.percent(load.share * 100, 0)
          : linkText(words, formats, load, wire.arrow, BACK[wire.arrow]);
        const width = roughWidth(text) * 6.6 + 14;
        const spots = SPOTS.map((share): Box => ({ ...wire.at(share), width, height: 20 }));
        const free = spots.filter((spot) => !taken.some((other) => collide(spot, other)));
        const box = free.find((spot) => !nodes.some((other) => collide(spot, other))) ?? free[0];
        if (!box) return null;
        taken.push(box);
        return (
          <g key={link.id} class={`map-label load-${load.loadClass}${load.isStale ? ' is-old' : ''}`}>
            <rect x={box.x - width / 2} y={box.y - 10} width={width} height={20} rx={5} />
            <text x={box.x} y={box.y + 4}>
              {text}
            </text>
          </g>
        );
      })}
    </g>
  );
}
