import type { Encoder } from './encoder.ts';
import { FIELDS_A_LINE, fieldOf, hostnameOf, subjectOf } from './played-metrics.ts';

/** Influx line protocol as Telegraf writes it: a line for each subject of a host, nanoseconds. */
export function lineEncoder(): Encoder {
  const fields: string[] = [];
  let text = '';
  return {
    add(host, from, to, timeMs, values) {
      for (let column = from; column < to; column++) {
        const isFirst = column === from || column % FIELDS_A_LINE === 0;
        if (isFirst) text += `${subjectOf(column)},host=${hostnameOf(host)} `;
        fields[column] ??= `${fieldOf(column)}=`;
        text += fields[column] + values[column];
        const isLast = column === to - 1 || column % FIELDS_A_LINE === FIELDS_A_LINE - 1;
        text += isLast ? ` ${timeMs}000000\n` : ',';
      }
    },
    take() {
      const body = Buffer.from(text, 'latin1');
      text = '';
      return body;
    },
  };
}
