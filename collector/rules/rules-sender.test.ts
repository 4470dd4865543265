import { expect, test, vi } from 'vitest';
import { RulesSender } from './rules-sender.ts';

test('what changes soon is sent once, and not at all when judging needs nothing new', async () => {
  let members = ['a'];
  const sent: unknown[] = [];
  const errors: Error[] = [];
  let looked = 0;
  const sender = new RulesSender({
    body: async () => {
      looked++;
      return {
        revision: 1,
        rules: [],
        groups: [{ id: 'group-a', organisation: 'o', name: 'a', targets: members }],
      };
    },
    send: async (body) => void sent.push(body.groups?.[0].targets),
    onError: (error) => errors.push(error),
  });

  await sender.put();
  sender.soon();
  await vi.waitFor(() => expect(looked).toBe(2), 15_000);
  members = ['a', 'b'];
  sender.soon();
  sender.soon();
  await vi.waitFor(() => expect(looked).toBe(3), 15_000);
  await sender.close();

  expect([sent, errors]).toEqual([[['a'], ['a', 'b']], []]);
});
