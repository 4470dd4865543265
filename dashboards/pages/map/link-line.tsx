import { useText } from '../../ui/context.ts';
import { linkText, speedText } from './link-text.ts';
import { type LinkLoad, speedOf } from './model/load.ts';
import type { MapLink } from './model/scene.ts';

/** A load as a stroke like the one on the map, and as words. */
export function LoadTag({ load }: { load: LinkLoad }) {
  const { words } = useText();
  const text = words.networkMap;
  return (
    <span class={`load-tag load-${load.loadClass}${load.isStale ? ' is-old' : ''}`}>
      <svg class="load-stroke" viewBox="0 0 28 8" aria-hidden="true">
        <path class="wire" d="M1 4h26" stroke-width="3" />
      </svg>
      {text.loadShort[load.loadClass]}
      {load.isStale && ` (${text.table.stale})`}
    </span>
  );
}

/** One cable in a list: both ends with their ports, and what passes. */
export function LinkLine(options: {
  link: MapLink;
  /** The end that is named first. */
  from: string;
  nameOf(node: string): string;
  load: LinkLoad;
  onLook(link: MapLink | null): void;
}) {
  const { link, from, nameOf, onLook } = options;
  const { words, formats } = useText();
  const isForth = link.from.node === from;
  const [here, there] = isForth ? [link.from, link.to] : [link.to, link.from];
  const { forth, back } = options.load;
  const load = isForth ? options.load : { ...options.load, forth: back, back: forth };
  return (
    <li class="link-line" onPointerEnter={() => onLook(link)} onPointerLeave={() => onLook(null)}>
      <p>
        <span class="strong">{nameOf(here.node)}</span>
        {here.port && <span class="port">{here.port}</span>}
        <span aria-hidden="true"> — </span>
        <span class="hidden-text">{words.networkMap.table.to}</span>
        <span class="strong">{nameOf(there.node)}</span>
        {there.port && <span class="port">{there.port}</span>}
      </p>
      <p class="link-load">
        <LoadTag load={load} />
        <span class="muted">{linkText(words, formats, load, '→', '←')}</span>
        <span class="muted">{speedText(formats, speedOf(link.from, link.to))}</span>
      </p>
    </li>
  );
}
