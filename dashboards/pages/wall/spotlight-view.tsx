import { useText, useWard } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { AlertLine } from './pages/alerts.tsx';
import type { Spotlight } from './use-spotlight.ts';

/** New critical alerts, in the place of the page. */
export function SpotlightView({ shown }: { shown: Spotlight }) {
  const { alerts } = useWard();
  const { words, formats } = useText();
  // Who takes it is seen here too, and one that is over goes.
  const active = alerts.active.value;
  const standing = shown.alerts
    .map(({ id }) => active.find((alert) => alert.id === id))
    .filter((alert) => alert !== undefined);
  return (
    <section class="wall-spotlight" role="alert">
      <h2>
        <StateMark mark="critical" />
        {words.wall.spotlight.title}
      </h2>
      <ol class="wall-alert-list">
        {standing.map((alert) => (
          <AlertLine key={alert.id} alert={alert} />
        ))}
      </ol>
      {shown.more > 0 && <p class="wall-more">{words.wall.spotlight.more(formats.number(shown.more))}</p>}
    </section>
  );
}
