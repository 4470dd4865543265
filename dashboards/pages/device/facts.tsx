import { Fragment } from 'preact';
import type { RecordsAnswer } from '../../api/shapes.ts';
import { useText, useWard } from '../../ui/context.ts';
import { useLoad } from '../../ui/use-load.ts';

/** In the order in which they are shown; a profile brings what the device tells. */
const FIELDS = ['vendor', 'model', 'serial', 'version', 'name', 'location', 'contact', 'profile'] as const;

/** What the device is. */
export function DeviceFacts({ target }: { target: string }) {
  const { api } = useWard();
  const { words, formats } = useText();
  const { value } = useLoad(
    async (signal) => {
      const { records } = await api.get<RecordsAnswer>('records', { target, kind: 'inventory' }, signal);
      return records[0] ?? null;
    },
    [target],
  );
  if (!value) return null;
  const facts = (value.data ?? {}) as Record<string, unknown>;
  const told = FIELDS.filter((field) => typeof facts[field] === 'string' && facts[field] !== '').filter(
    // Of a database the version is all there is of a model.
    (field) => field !== 'version' || !String(facts.model ?? '').includes(String(facts.version)),
  );
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
