import type { RoomTarget } from '../../api/rooms.ts';
import { machineRoute } from '../../state/route.ts';
import { useText } from '../../ui/context.ts';
import { NEEDS, type Reach } from './model/needs.ts';

/** Of more than that only the number is told. */
const NAMED = 6;

/** What something stands on, and what stands on it. */
export function Relations({
  up,
  down,
  names,
  onlyUp,
}: {
  up: Reach;
  down: Reach;
  names: ReadonlyMap<string, RoomTarget>;
  /** Of what carries nothing by its nature there is no use in saying so. */
  onlyUp: boolean;
}) {
  const { words, formats } = useText();
  const text = words.rooms.relations;
  const line = (ids: ReadonlySet<string>) => {
    const all = [...ids].map((id) => names.get(id)).filter((target) => target !== undefined);
    if (all.length > NAMED) return text.many(formats.number(all.length));
    return all.map((target) => (
      <a key={target.id} href={machineRoute(target.id)}>
        {target.name}
      </a>
    ));
  };
  const part = (title: string, reach: Reach, kind: 'up' | 'down') => (
    <>
      <h3>
        <span class={`relation-sign relation-${kind}`} aria-hidden="true" />
        {title}
      </h3>
      {NEEDS.every((need) => reach[need].size === 0) ? (
        <p class="muted">{text.nothing}</p>
      ) : (
        <dl class="relation-list">
          {NEEDS.filter((need) => reach[need].size > 0).map((need) => (
            <div key={need}>
              <dt>{words.place.needs[need]}</dt>
              <dd class="links">{line(reach[need])}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
  return (
    <div class="card-body relations">
      {part(text.up, up, 'up')}
      {!onlyUp && part(text.down, down, 'down')}
    </div>
  );
}
