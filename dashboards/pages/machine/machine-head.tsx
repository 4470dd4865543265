import type { Machine } from '../../state/machine.ts';
import { routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Icon } from '../../ui/icon.tsx';
import { StateTag, Tag } from '../../ui/tag.tsx';
import { makeText } from '../../words/make-text.ts';
import { kindText } from '../../words/words.ts';
import { SilentFor } from '../overview/silent-for.tsx';
import type { MachineData } from './machine-data.ts';

/** Which machine, and how it is. */
export function MachineHead(options: { machine: Machine; data: MachineData }) {
  const { session } = useWard();
  const { words, formats } = useText();
  const { machine } = options.machine.shown.value;
  const { target, state } = machine;
  const { data } = options.data.shown.value;
  const uptime = data.latest('system.uptime') ?? data.latest('device.uptime_seconds');
  const make = makeText(target);
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const organisation = organisations.find(({ id }) => id === target.organisation)?.name;
  const place = [target.room, target.rack].filter(Boolean).join(' · ');
  return (
    <header class="machine-head">
      <a class="back" href={routeTo('')} aria-label={words.machine.back} title={words.machine.back}>
        <Icon name="back" />
      </a>
      <div class="machine-title">
        <h1>{target.name}</h1>
        <p class="muted machine-facts">
          {target.kind !== 'server' && <span>{kindText(words, target.kind)}</span>}
          {make && <span>{make}</span>}
          {target.address && <span>{target.address}</span>}
          {target.host && target.host !== target.name && <span>{target.host}</span>}
          {place && <span>{place}</span>}
          {uptime && Number.isFinite(uptime.value) && (
            <span>{words.machine.up(formats.duration(uptime.value * 1_000))}</span>
          )}
        </p>
      </div>
      {organisations.length > 1 && organisation && <Tag>{organisation}</Tag>}
      <div class="machine-state">
        <StateTag mark={state} text={words.states.machine[state]} hint={words.states.machineHint[state]} />
        {state !== 'none' && <SilentFor machine={machine} />}
      </div>
    </header>
  );
}
