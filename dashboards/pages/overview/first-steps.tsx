import { useState } from 'preact/hooks';
import type { ChannelsAnswer, DrillsAnswer } from '../../api/contacts.ts';
import { routeTo } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Icon } from '../../ui/icon.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { STEPS, type StepName, stepsDone } from './step-list.ts';

/** With more than that, whoever set this up has begun long ago. */
export const MOST_OF_BEGINNERS = 20;
const HIDDEN = 'first-steps';

/** For somebody who begins: what to do, each one click away, and what is done is ticked off. */
export function FirstSteps() {
  const { preferences } = useWard();
  const [isHidden, setHidden] = useState(() => preferences.read(HIDDEN) === 'hidden');
  if (isHidden) return null;
  return (
    <Steps
      onHide={() => {
        preferences.write(HIDDEN, 'hidden');
        setHidden(true);
      }}
    />
  );
}

function Steps({ onHide }: { onHide(): void }) {
  const { api, fleet, session } = useWard();
  const { words, formats } = useText();
  const text = words.summary.steps;
  const { value } = useLoad(async (signal) => {
    const [channels, drills] = await Promise.all([
      session.can('channels.read') ? api.get<ChannelsAnswer>('channels', {}, signal) : undefined,
      session.can('contacts.read') ? api.get<DrillsAnswer>('drills', { limit: 1 }, signal) : undefined,
    ]);
    return { channels: channels?.channels.length, drills: drills?.drills.length };
  }, []);

  const done = stepsDone({
    kinds: fleet.machines.value.map(({ target }) => target.kind),
    systems: fleet.systems.value.length,
    channels: value?.channels,
    drills: value?.drills,
  });
  const steps = (Object.keys(STEPS) as StepName[]).filter((name) => session.can(STEPS[name].may));
  const left = steps.filter((name) => !done.has(name));
  // Until the answer is there a step that was done long ago would look as if it were not.
  if (!value || left.length === 0) return null;
  return (
    <section class="panel card first-steps-card" aria-label={text.title}>
      <header class="card-head">
        <h2>{text.title}</h2>
        <span class="muted">
          {text.done(formats.number(steps.length - left.length), formats.number(steps.length))}
        </span>
        <span class="card-link">
          <Button look="quiet" onClick={onHide}>
            {text.hide}
          </Button>
        </span>
      </header>
      <ol>
        {steps.map((name) => (
          <li key={name} class={done.has(name) ? 'done' : undefined}>
            {done.has(name) ? <Done name={name} /> : <Open name={name} isNext={name === left[0]} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Done({ name }: { name: StepName }) {
  const { words } = useText();
  const text = words.summary.steps;
  return (
    <span class="step">
      <Icon name="check" />
      <strong>{text.titles[name]}</strong>
      <span class="hidden-text">{text.isDone}</span>
    </span>
  );
}

function Open({ name, isNext }: { name: StepName; isNext: boolean }) {
  const { words } = useText();
  const text = words.summary.steps;
  const { to, asks } = STEPS[name];
  return (
    <a class={isNext ? 'step next' : 'step'} href={routeTo(to, { add: asks })}>
      <Icon name="plus" />
      <strong>{text.titles[name]}</strong>
      <span class="muted">{text.hints[name]}</span>
    </a>
  );
}
