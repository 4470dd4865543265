import { useText } from '../../../ui/context.ts';
import { StateMark } from '../../../ui/state-mark.tsx';
import { COLD_CELSIUS, HOT_CELSIUS, LEAST_SENSORS } from '../model/field.ts';

/** What shapes and colours of the plan mean. */
export function Legend({
  withField,
  sensors,
  hasNew,
}: {
  withField: boolean;
  /** That read something now. */
  sensors: number;
  hasNew: boolean;
}) {
  const { words, formats } = useText();
  const text = words.rooms.legend;
  return (
    <div class="plan-legend">
      {withField && sensors >= LEAST_SENSORS && (
        <span class="legend-scale">
          {formats.value(COLD_CELSIUS, '°C')}
          <span class="scale-bar" aria-hidden="true" />
          {formats.value(HOT_CELSIUS, '°C')}
        </span>
      )}
      {withField && sensors >= LEAST_SENSORS && (
        <span class="muted">{text.between(formats.number(sensors))}</span>
      )}
      {withField && sensors < LEAST_SENSORS && (
        <span>{text.tooFew(formats.number(sensors), formats.number(LEAST_SENSORS))}</span>
      )}
      {!withField &&
        (['critical', 'warning', 'stale', 'none', 'ok'] as const).map((state) => (
          <span key={state}>
            <StateMark mark={state} /> {words.states.machine[state]}
          </span>
        ))}
      {!withField && <span class="legend-front">{text.front}</span>}
      {hasNew && <span class="legend-new">{text.isNew}</span>}
    </div>
  );
}
