import type { Machine } from '../../../state/machine.ts';
import { routeTo } from '../../../state/route.ts';
import { shownKind } from '../../../state/target-kind.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Icon } from '../../../ui/icon.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { makeText } from '../../../words/make-text.ts';
import { kindText } from '../../../words/words.ts';
import type { MachineData } from '../machine-data.ts';
import { WorstAlert } from '../worst-alert.tsx';
import { HeadActions } from './head-actions.tsx';
import { HeadFacts } from './head-facts.tsx';

/** Which target, how it is and since when, where it belongs, and what can be done about it. */
export function MachineHead(options: { machine: Machine; data: MachineData }) {
  const { words, formats } = useText();
  const { machine } = options.machine.shown.value;
  const { target, state } = machine;
  const { data } = options.data.shown.value;
  const uptime = data.latest('system.uptime') ?? data.latest('device.uptime_seconds');
  const make = makeText(target);
  return (
    <header class="machine-head">
      <a class="back" href={routeTo('targets')} aria-label={words.machine.back} title={words.machine.back}>
        <Icon name="back" />
      </a>
      <div class="machine-title">
        <h1>{target.name}</h1>
        <p class="muted machine-facts">
          <span>{kindText(words, shownKind(target))}</span>
          {make && <span>{make}</span>}
          {target.address && <span>{target.address}</span>}
          {target.host && target.host !== target.name && <span>{target.host}</span>}
          {uptime && Number.isFinite(uptime.value) && (
            <span>{words.machine.up(formats.duration(uptime.value * 1_000))}</span>
          )}
        </p>
        <HeadFacts machine={machine} data={data} />
        <WorstAlert target={target.id} />
      </div>
      <div class="machine-standing">
        <div class="machine-state">
          <StateTag mark={state} text={words.states.machine[state]} hint={words.states.machineHint[state]} />
          <StandingSince machine={machine} />
        </div>
        <HeadActions machine={machine} data={options.data} />
      </div>
    </header>
  );
}

/** Since when it is as it is, as far as the alerts and its silence tell; when it was heard last. */
function StandingSince({ machine }: { machine: Machine }) {
  const { alerts, clock } = useWard();
  const { words, formats } = useText();
  const text = words.target.head;
  const nowMs = clock.knownMs.value;
  const firing = alerts.active.value.filter(
    ({ target, state }) => target === machine.target.id && state === 'firing',
  );
  const since = Math.min(...firing.map(({ firedAtMs, beganAtMs }) => firedAtMs ?? beganAtMs));
  const heard = machine.newestMs;
  return (
    <span class="machine-since muted">
      {firing.length > 0 && (
        <span title={formats.full(since)}>
          {text.openAlerts(formats.number(firing.length))} · {text.since(formats.moment(since))}
        </span>
      )}
      <span title={Number.isFinite(heard) ? formats.full(heard) : undefined}>
        {Number.isFinite(heard) ? text.lastHeard(formats.age(Math.max(0, nowMs - heard))) : text.neverHeard}
      </span>
    </span>
  );
}
