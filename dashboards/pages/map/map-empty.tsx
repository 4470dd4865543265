import { routeTo } from '../../state/route.ts';
import { useText } from '../../ui/context.ts';
import { Empty } from '../../ui/empty.tsx';

/** Nothing to draw yet: what has to be done for it. */
export function MapEmpty() {
  const { words } = useText();
  const text = words.networkMap.empty;
  return (
    <section class="panel">
      <Empty title={text.title} hint={text.hint}>
        <ol class="map-steps">
          {text.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p class="muted map-steps">{text.parents}</p>
        <p class="side-links">
          <a href={routeTo('settings/devices')}>{text.toDevices}</a>
          <a href={routeTo('targets')}>{text.toTargets}</a>
        </p>
      </Empty>
    </section>
  );
}
