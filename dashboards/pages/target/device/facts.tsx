import { Fragment } from 'preact';
import { useText } from '../../../ui/context.ts';
import { useRecords } from '../use-records.ts';

/** In the order in which they are shown; a profile brings what the device tells. */
const FIELDS = ['vendor', 'model', 'serial', 'version', 'name', 'location', 'contact', 'profile'] as const;

/** What the device is. */
export function DeviceFacts({ target }: { target: string }) {
  const { words, formats } = useText();
  const { value: records } = useRecords(target, 'inventory');
  const value = records?.[0];
  if (!value) return null;
  const facts = (value.data ?? {}) as Record<string, unknown>;
  const told = FIELDS.filter((field) => typeof facts[field] === 'string' && facts[field] !== '').filter(
    // Of a database the version is all there is of a model.
    (field) => field !== 'version' || !String(facts.model ?? '').includes(String(facts.version)),
  );
  if (told.length === 0) return null;
  return (
    <section class="panel card" aria-label={words.machine.inventory}>
      <header class="card-head">
        <h2>{words.machine.inventory}</h2>
        <span class="muted">{words.machine.asOf(formats.moment(value.timeMs))}</span>
      </header>
      <dl class="facts">
        {told.map((field) => (
          <Fragment key={field}>
            <dt>{words.device.facts[field]}</dt>
            <dd>{String(facts[field])}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
