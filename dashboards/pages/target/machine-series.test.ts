import { expect, it } from 'vitest';
import { SeriesBook } from './machine-series.ts';

it('keeps the series of a metric as people count, however they come', () => {
  const book = new SeriesBook('t-1');
  for (const disk of ['Disk 10', 'Disk 2', 'Disk 1', 'Disk 9', 'Disk 2']) book.find('disk.heat', { disk });
  expect(book.of('disk.heat').map(({ labels }) => labels.disk)).toEqual([
    'Disk 1',
    'Disk 2',
    'Disk 9',
    'Disk 10',
  ]);
});
