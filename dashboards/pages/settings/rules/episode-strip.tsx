import type { BackTest } from '#protocol/back-test.ts';
import { useText } from '../../../ui/context.ts';
import { type Bar, lanesOf } from './episode-lanes.ts';
import { useSubjectText } from './use-subject-text.ts';

const LANES = 8;

/** When it would have fired, series by series, above what the rule in force did. The table below says the same. */
export function EpisodeStrip({ test }: { test: BackTest }) {
  const { words, formats } = useText();
  const text = words.trials;
  const subject = useSubjectText();
  const lanes = lanesOf(test, LANES);
  const { fromMs, toMs, inForce } = test;
  if (lanes.length === 0) return null;
  return (
    <figure class="strip">
      <figcaption class="strip-head">
        <h3>{text.timeline}</h3>
        <span class="strip-legend">
          <span class="strip-key proposed">{text.proposed}</span>
          {inForce && <span class="strip-key in-force">{text.inForce}</span>}
        </span>
      </figcaption>
      <div class="strip-lanes">
        {lanes.map((lane) => {
          const name = subject(lane);
          return (
            <div class="strip-lane" key={name}>
              <span class="strip-name">{name}</span>
              <svg
                viewBox="0 0 1000 20"
                preserveAspectRatio="none"
                role="img"
                aria-label={text.timelineLabel(
                  name,
                  formats.number(lane.firings),
                  formats.duration(lane.firingMs),
                )}
              >
                <Bars bars={lane.proposed} top={2} height={inForce ? 10 : 16} kind="proposed" />
                <Bars bars={lane.inForce} top={14} height={4} kind="in-force" />
              </svg>
            </div>
          );
        })}
        <div class="strip-lane strip-times" aria-hidden="true">
          <span class="strip-name" />
          <span class="strip-axis">
            <span>{formats.moment(fromMs)}</span>
            <span>{formats.moment((fromMs + toMs) / 2)}</span>
            <span>{formats.moment(toMs)}</span>
          </span>
        </div>
      </div>
    </figure>
  );
}

function Bars({ bars, top, height, kind }: { bars: Bar[]; top: number; height: number; kind: string }) {
  return (
    <>
      {bars.map(({ from, width, severity }) => (
        <rect
          key={from}
          class={`bar-${kind} bar-${severity}`}
          x={from}
          y={top}
          width={width}
          height={height}
        />
      ))}
    </>
  );
}
