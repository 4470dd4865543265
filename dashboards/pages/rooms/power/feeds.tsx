import { useText } from '../../../ui/context.ts';
import { StateMark } from '../../../ui/state-mark.tsx';
import type { PowerGroup } from '../model/power.ts';

/** The letter of a source, with colour and line of its own. */
export function Feed({ letter }: { letter: string }) {
  return <span class={`feed feed-${feedClass(letter)}`}>{letter}</span>;
}

/** `a`, `b`, or `c` for all others. */
export function feedClass(letter: string | undefined): 'a' | 'b' | 'c' {
  return letter === 'A' ? 'a' : letter === 'B' ? 'b' : 'c';
}

/** From which sources a rack is fed, and how many of its devices from one only. */
export function Feeds({ group }: { group: PowerGroup | undefined }) {
  if (!group) return <span class="muted">–</span>;
  return (
    <span class="feeds">
      {group.feeds.map((letter) => (
        <Feed key={letter} letter={letter} />
      ))}
      <Shortage group={group} />
    </span>
  );
}

/** How many devices have no second feed, or none that anybody said; nothing where all is well. */
export function Shortage({ group }: { group: PowerGroup }) {
  const { words, formats } = useText();
  const text = words.rooms.power;
  const { single, shared, unknown } = countFeeding(group);
  return (
    <>
      {single + shared > 0 && (
        <span class="feeds-short state-warning">
          <StateMark mark="warning" /> {text.singles(formats.number(single + shared))}
        </span>
      )}
      {unknown > 0 && <span class="muted">{text.unknowns(formats.number(unknown))}</span>}
    </>
  );
}

/** How many of them are fed how. */
export function countFeeding({ devices }: Pick<PowerGroup, 'devices'>) {
  const counts = { redundant: 0, shared: 0, single: 0, unknown: 0 };
  for (const { feeding } of devices) counts[feeding]++;
  return counts;
}
