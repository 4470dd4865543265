import { describe, expect, it } from 'vitest';
import { errorsShare } from './errors-share.ts';
import { largestQueues } from './largest-queues.ts';

const names = (queues: readonly { name: string }[]) => queues.map(({ name }) => name).join('');
const queues = (sizes: Record<string, number>) =>
  Object.entries(sizes).map(([name, messages]) => ({ name, messages }));

describe('the largest queues', () => {
  it('are those that hold most, in the order of their names', () => {
    expect(names(largestQueues(2)(queues({ c: 9, a: 1, b: 5 })))).toBe('bc');
  });

  it('do not take turns with others of about their size', () => {
    const largest = largestQueues(2);
    largest(queues({ a: 5, b: 5, c: 4 }));

    expect(names(largest(queues({ a: 5, b: 4, c: 6 })))).toBe('ab');
  });

  it('give way to one that holds far more', () => {
    const largest = largestQueues(2);
    largest(queues({ a: 5, b: 4, c: 1 }));

    expect(names(largest(queues({ a: 5, b: 4, c: 900 })))).toBe('ac');
  });

  it('forget one that is gone', () => {
    const largest = largestQueues(2);
    largest(queues({ a: 5, b: 4, c: 1 }));

    expect(names(largest(queues({ a: 5, c: 1 })))).toBe('ac');
  });
});

describe('the share of errors', () => {
  it('is that of the requests since the last time', () => {
    const share = errorsShare();

    expect(share(1_000, 500)).toBeNaN();
    expect(share(1_100, 510)).toBe(10);
    expect(share(1_200, 510)).toBe(0);
  });

  it('is not told of a few requests, nor over a restart', () => {
    const share = errorsShare();
    share(1_000, 500);

    expect(share(1_005, 505)).toBeNaN();
    expect(share(50, 1)).toBeNaN();
    expect(share(150, 2)).toBe(1);
  });
});
