/** Why samples of a pushed series are not taken; sending the same again does not help. */
export type PushFault = keyof typeof PUSH_FAULTS;

/** Each in the words of an answer. */
export const PUSH_FAULTS = {
  no_name: 'no metric name',
  bad_name: 'a name that Ward cannot have: longer than 128 bytes, or with characters that are not allowed',
  bad_labels: 'labels that are not UTF-8, without a name, or twice of one name',
  too_many_labels: 'more than 24 labels',
  label_too_long: 'a label of more than 200 bytes',
  too_many_series: 'more series than are allowed on one target',
  too_many_targets: 'a new target beyond what the organisation may have',
  bad_time: 'no time, or one that has yet to come',
  delta: 'delta temporality: send cumulative values',
  no_temporality: 'no aggregation temporality',
  bad_buckets: 'bounds and counts of buckets that do not fit',
} as const;

interface Refused {
  count: number;
  example: string;
}

/** What of one request was refused: all counted, one of each kind named. */
export class Refusals {
  readonly faults = new Map<PushFault, Refused>();
  count = 0;

  add(fault: PushFault, count: number, example: string): void {
    this.count += count;
    const known = this.faults.get(fault);
    if (known) known.count += count;
    else this.faults.set(fault, { count, example });
  }

  /** One sentence for a sender's log. */
  toString(): string {
    const parts = [...this.faults].map(
      ([fault, { count, example }]) =>
        `${count}: ${PUSH_FAULTS[fault]}${example ? `, such as ${example}` : ''}`,
    );
    return parts.join('; ');
  }
}
