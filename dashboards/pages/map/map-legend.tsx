import { useText } from '../../ui/context.ts';

const LOADS = ['low', 'medium', 'high', 'full', 'down', 'unknown'] as const;
const WIDTHS = [
  ['100M', 1],
  ['1G', 1.75],
  ['10G', 2.75],
  ['≥40G', 4],
] as const;

/** What lines mean. */
export function MapLegend() {
  const { words } = useText();
  const text = words.networkMap;
  return (
    <section class="map-legend" aria-label={text.legend.title}>
      <span class="muted">{text.legend.load}</span>
      {LOADS.map((load) => (
        <span key={load} class={`load-tag load-${load}`}>
          <Stroke width={3} />
          {text.load[load]}
        </span>
      ))}
      <span class="muted">{text.legend.speed}</span>
      {WIDTHS.map(([name, width]) => (
        <span key={name} class="load-tag load-low">
          <Stroke width={width} />
          {name}
        </span>
      ))}
      <span class="load-tag source-parents load-unknown">
        <Stroke width={2} />
        {text.legend.parents}
      </span>
      <span class="muted">{text.legend.stale}</span>
    </section>
  );
}

function Stroke({ width }: { width: number }) {
  return (
    <svg class="load-stroke" viewBox="0 0 28 8" aria-hidden="true">
      <path class="wire" d="M1 4h26" stroke-width={width} />
    </svg>
  );
}
