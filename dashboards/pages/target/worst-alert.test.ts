import { expect, it } from 'vitest';
import type { Alert } from '#protocol/alert.ts';
import { worstOf } from './worst-alert.tsx';

/** As the book of alerts lists them: the worst first. */
const alert = (id: string, over: Partial<Alert> = {}): Alert =>
  ({ id, target: 't', state: 'firing', because: null, ...over }) as Alert;
const because = { alert: 'cause', target: 'switch', sinceMs: 0 } as NonNullable<Alert['because']>;

it('tells the worst alert of the target that nothing else explains', () => {
  const active = [
    alert('elsewhere', { target: 'other' }),
    alert('pending', { state: 'pending' }),
    alert('explained', { because }),
    alert('worst'),
    alert('second'),
  ];

  expect(worstOf(active, 't')?.id).toBe('worst');
});

it('tells one that something else explains where there is no other, and none of others', () => {
  expect(worstOf([alert('explained', { because })], 't')?.id).toBe('explained');
  expect(worstOf([alert('elsewhere', { target: 'other' })], 't')).toBeUndefined();
});
