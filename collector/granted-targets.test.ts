import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { connectTestAgent } from './intake/test-agent.ts';
import { frameItem, gaugeSchema, schemaItem } from './intake/test-items.ts';

let ward: Ward;
beforeAll(async () => {
  ward = await startWard();
});
afterAll(() => ward?.stop());

test('an agent may write a target that it was just given, over the connection that it has', async () => {
  const { key } = await ward.enrol('poller');
  const agent = await connectTestAgent({ url: ward.url, key, hello: { zone: 'room', hostname: 'poller' } });
  await agent.welcomed();
  const targets = [{ name: 'door', address: '10.1.0.9', kind: 'server' }];
  agent.socket.send(JSON.stringify({ type: 'claim', targets }));
  const { targets: given } = await agent.heard('claimed');
  const schema = gaugeSchema(given[0].id);

  const answer = await agent.ask([schemaItem(1, schema), frameItem(2, schema, Date.now(), [1])]);

  expect(answer).toMatchObject({ ranges: [[1, 2]], refused: [] });
  agent.end();
});
