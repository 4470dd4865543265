import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/clipboard.ts';
import { useText, useWard } from '../ui/context.ts';
import { toCsv } from '../ui/csv.ts';
import { NOTHING } from '../words/format.ts';
import type { Aligned } from './align.ts';
import type { LineLook } from './plot-options.ts';
import { summaryOf, thinRows } from './thin-rows.ts';

/** More rows than anybody reads; the CSV has all. */
const MOST_ROWS = 30;

/** The same as a chart in figures: each line summed up, then its values over time. */
export function ChartTable(options: {
  title: string;
  data: Aligned;
  looks: readonly LineLook[];
  unit: string;
}) {
  const { title, data, looks, unit } = options;
  const { toasts } = useWard();
  const { words, formats } = useText();
  const text = words.target.chart;
  const rows = thinRows(data, MOST_ROWS);
  const value = (number: number | null) =>
    number === null || Number.isNaN(number) ? NOTHING : formats.value(number, unit);
  const summaries = ['newest', 'least', 'mean', 'greatest'] as const;

  async function copy(): Promise<void> {
    const all = thinRows(data, data[0].length).reverse();
    const body = all.map(({ timeMs, values }) => [new Date(timeMs).toISOString(), ...values]);
    const copied = await copyText(
      toCsv([[text.time, ...looks.map(({ name }) => `${name} [${unit}]`)], ...body]),
    );
    toasts.say(
      copied ? words.target.table.copied(formats.number(all.length)) : words.target.table.notCopied,
      copied ? undefined : 'bad',
    );
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section class="chart-table" tabIndex={0} aria-label={text.tableOf(title)}>
      <table class="table">
        <thead>
          <tr>
            <th>{text.line}</th>
            {summaries.map((each) => (
              <th key={each} class="number">
                {text[each]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {looks.map(({ name }, at) => {
            const summary = summaryOf(data[at + 1] as Aligned[1]);
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                {summaries.map((each) => (
                  <td key={each} class="number">
                    {value(summary[each])}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <table class="table">
        <thead>
          <tr>
            <th>{text.time}</th>
            {looks.map(({ name }) => (
              <th key={name} class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ timeMs, values }) => (
            <tr key={timeMs}>
              <td>{formats.moment(timeMs)}</td>
              {values.map((each, at) => (
                <td key={looks[at].name} class="number">
                  {value(each)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">
        {data[0].length > rows.length &&
          text.thinned(formats.number(rows.length), formats.number(data[0].length))}{' '}
        <Button look="quiet" icon="copy" onClick={() => void copy()}>
          {words.target.table.copy}
        </Button>
      </p>
    </section>
  );
}
