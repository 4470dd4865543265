import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rulesIn } from '#collector/rules/rules-repository.ts';
import { MAX_RULES } from './rules.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

async function target(name: string): Promise<string> {
  return (await ask('POST', '/api/v1/targets', { kind: 'server', name })).body.id;
}

const webhook = {
  kind: 'webhook',
  config: { url: 'http://127.0.0.1:9/nobody', secret: 'sixteen-characters' },
};

describe('a rule', () => {
  const rule = (id: string, others: object = {}) => ({
    id,
    name: { 'zh-CN': '甲', en: 'a' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'cpu.usage_active' },
    condition: { kind: 'above', threshold: 90 },
    severity: 'warning',
    ...others,
  });

  test('is refused beyond as many as are judged, and with a divisor that is no metric', async () => {
    for (let index = await world.parts.rules.count(); index < MAX_RULES; index++)
      await world.ledger.sql.run(
        `INSERT INTO rules (id, revision, rule, shipped, changed_by, changed_at_ms) VALUES (?, ?, '{}', 0, '', 0)`,
        `r${index}`,
        index + 1_000_000,
      );

    expect(await ask('PUT', '/api/v1/rules/busy', rule('busy'))).toMatchObject({
      status: 409,
      body: { code: 'too_many', details: { found: MAX_RULES, allowed: MAX_RULES } },
    });
    const ratio = { condition: { kind: 'ratio', to: 'x y', above: 1 } };
    expect(await ask('PUT', '/api/v1/rules/busy', rule('busy', ratio))).toMatchObject({
      status: 400,
      body: { details: { issues: [{ field: 'condition.to' }] } },
    });
  });

  test('made here is put in force and read back with its defaults', async () => {
    const { body } = await ask('PUT', '/api/v1/rules/busy', rule('busy'));

    expect(body).toMatchObject({ origin: 'own', rule: { organisation: '*', holdMs: 0, tell: [] } });
    expect(world.rulesInForce).toEqual([1]);
    expect((await ask('GET', '/api/v1/rules/busy')).body).toEqual(body);
    expect((await ask('DELETE', '/api/v1/rules/busy')).body).toEqual({ rule: null });
  });

  test('that was shipped and changed becomes again what it was when it is removed', async () => {
    const [shipped] = world.parts.shippedRules;
    await rulesIn(world.ledger.sql, () => 0).ship(world.parts.shippedRules);
    const url = `/api/v1/rules/${shipped.id}`;
    const origin = async () => (await ask('GET', url)).body.origin;

    expect(await origin()).toBe('default');
    await ask('PUT', url, { ...shipped, severity: 'info' });
    expect(await origin()).toBe('changed');
    expect((await ask('DELETE', url)).body.rule).toMatchObject({ origin: 'default', rule: shipped });
    expect((await ask('DELETE', url)).body.rule).toBeNull();
    expect((await ask('GET', url)).status).toBe(404);
  });

  test('of one organisation names only its own targets and channels', async () => {
    const { body: other } = await ask('POST', '/api/v1/organisations', { name: 'other' });
    const foreign = await target('web-1');
    await ask('PUT', '/api/v1/channels/duty', { ...webhook, organisation: 'default' });
    const put = async (others: object) =>
      (await ask('PUT', '/api/v1/rules/x', rule('x', { organisation: other.id, ...others }))).body.message;

    expect(await put({ watch: { metric: 'a.b', targets: [foreign] } })).toMatch(
      /^watch\.targets: there is no target/,
    );
    expect(await put({ tell: ['duty'] })).toMatch(/^tell: there is no channel duty/);
    expect(await put({ tell: ['nothing'] })).toMatch(/^tell: there is no channel nothing/);
    await ask('PUT', '/api/v1/channels/all', webhook);
    expect(await put({ tell: ['all'] })).toBeUndefined();
  });

  test('for all organisations is changed only by somebody who may do so everywhere', async () => {
    await ask('PUT', '/api/v1/rules/busy', rule('busy'));
    const operator = await world.person('op', [{ organisation: 'default', role: 'operator' }]);
    const put = (body: object) => world.ask(operator, 'PUT', '/api/v1/rules/busy', body);

    expect((await put(rule('busy', { severity: 'critical' }))).status).toBe(403);
    expect((await put(rule('busy', { organisation: 'default' }))).status).toBe(403);
    expect((await world.ask(operator, 'GET', '/api/v1/rules/busy')).status).toBe(200);
  });
});
