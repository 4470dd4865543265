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
  return (
    <section class="panel card" aria-label={words.machine.inventory}>
      <header class="card-head">
        <h2>{words.machine.inventory}</h2>
        <span class="muted">{words.machine.asOf(formats.moment(value.timeMs))}</span>
      </header>
      <dl class="facts">
        {FIELDS.filter((field) => typeof facts[field] === 'string' && facts[field] !== '').map((field) => (
          <>
            <dt key={field}>{words.device.facts[field]}</dt>
            <dd key={`${field} value`}>{String(facts[field])}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}
