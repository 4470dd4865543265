import './devices.css';
import { Fragment } from 'preact';
import type { Explanation } from '#protocol/explanation.ts';
import { useText } from '../../../ui/context.ts';
import { labelText } from '../../../words/alert-text.ts';
import { makeText } from '../../../words/make-text.ts';
import { valueText } from '../../../words/value-text.ts';
import { kindText, metricTitle } from '../../../words/words.ts';

/** Rows shown before somebody asks for all. */
const FIRST_ROWS = 12;

/** Reasons repeat themselves. */
const MOST_IGNORED = 50;

/** What asking a device once brought: what it is and why, and its first readings. */
export function ExplanationView({ explanation }: { explanation: Explanation }) {
  const { words, formats } = useText();
  const text = words.devices;
  const { recognised, readings, ignored, timings } = explanation;
  const ms = timings.reduce((sum, step) => sum + step.ms, 0);
  const rows = readings.filter(({ value }) => value !== null);
  return (
    <section class="explanation" aria-label={text.found}>
      {recognised && (
        <p>
          <strong>{makeText(recognised) || kindText(words, recognised.kind)}</strong>{' '}
          <span class="muted">{kindText(words, recognised.kind)}</span>
        </p>
      )}
      <p class="muted">{text.readCount(formats.number(rows.length), formats.value(ms, 'ms'))}</p>
      {ignored.length > 0 && (
        <details>
          <summary>{text.ignoredCount(formats.number(ignored.length))}</summary>
          <dl class="facts">
            {ignored.slice(0, MOST_IGNORED).map(({ what, why }, index) => (
              <Fragment key={`${what} ${index}`}>
                <dt>{what}</dt>
                <dd>{why}</dd>
              </Fragment>
            ))}
          </dl>
        </details>
      )}
      <details>
        <summary>{text.showReadings}</summary>
        {recognised && (
          <p class="muted">
            {recognised.profile} · {recognised.why}
          </p>
        )}
        <div class="table-frame">
          <table class="table">
            <tbody>
              {rows.slice(0, 500).map(({ metric, labels, value, unit }, index) => (
                <tr key={`${metric} ${index}`} class={index < FIRST_ROWS ? '' : 'minor'}>
                  <td>{metricTitle(words, metric)}</td>
                  <td class="muted">{labelText(labels, words)}</td>
                  <td class="number">{valueText(formats, metric, unit, Number(value))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
