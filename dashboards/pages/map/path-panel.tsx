import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { LinkLine } from './link-line.tsx';
import type { LinkLoads } from './link-loads.ts';
import { linkText } from './link-text.ts';
import { worstOf } from './model/load.ts';
import type { Ways } from './model/path.ts';
import type { MapLink } from './model/scene.ts';

/** The way between two things, hop by hop, with its worst cable named. */
export function PathPanel(options: {
  from: string;
  to: string;
  /** Undefined: there is none. */
  ways: Ways<MapLink> | undefined;
  loads: LinkLoads;
  nameOf(node: string): string;
  onLook(link: MapLink | null): void;
  onClose(): void;
}) {
  const { from, to, ways, nameOf, onLook, onClose } = options;
  const { loads } = options.loads.shown.value;
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.networkMap.path;
  const nowMs = clock.knownMs.value;
  const steps = ways?.hops.flat() ?? [];
  const worst = worstOf(steps.map(({ link }) => ({ link, load: loads.of(link, nowMs) })));
  return (
    <section class="panel map-side" aria-label={text.title}>
      <header>
        <h2>{`${nameOf(from)} → ${nameOf(to)}`}</h2>
        <Button look="quiet" icon="close" label={text.clear} onClick={onClose} />
      </header>
      <p role="status">{summary()}</p>
      {ways && ways.length > 0 && (
        <>
          <p class={worst ? 'path-worst' : 'muted'}>
            {worst
              ? text.worst(
                  nameOf(worst.from.node),
                  nameOf(worst.to.node),
                  linkText(words, formats, loads.of(worst, nowMs), '→', '←'),
                )
              : text.noneKnown}
          </p>
          <ol class="hops" aria-label={text.hops}>
            {ways.hops.map((hop, at) => (
              <li key={hop[0]?.link.id ?? at}>
                <h3>{text.hop(formats.number(at + 1))}</h3>
                <ul>
                  {hop.map(({ link, from: start }) => (
                    <LinkLine
                      key={link.id}
                      link={link}
                      from={start}
                      nameOf={nameOf}
                      load={loads.of(link, nowMs)}
                      onLook={onLook}
                    />
                  ))}
                </ul>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );

  function summary(): string {
    if (!ways) return text.none(nameOf(from), nameOf(to));
    if (ways.length === 0) return text.same;
    const hops = formats.number(ways.length);
    return ways.count === 1 ? text.foundOne(hops) : text.found(hops, formats.number(ways.count));
  }
}
