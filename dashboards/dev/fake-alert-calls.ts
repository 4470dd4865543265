import type { Rule } from '#protocol/rule.ts';
import { eventOf, FAKE_RULES } from './fake-alerts.ts';
import type { Answer, FakeWorld } from './fake-api.ts';

const rules = new Map(
  FAKE_RULES.map((rule) => [rule.id, { rule, origin: 'default' as 'default' | 'changed' }]),
);

/** Alerts, who works on them, and the rules behind them; undefined for anything else. */
export function answerAboutAlerts(
  call: string,
  [id = '', verb]: readonly (string | undefined)[],
  body: Record<string, unknown>,
  search: URLSearchParams,
  world: FakeWorld,
  who: string,
): Answer | undefined {
  switch (call) {
    case 'GET alerts': {
      const states = search.getAll('state').flatMap((each) => each.split(','));
      const all = [...world.active.values(), ...world.history];
      const target = search.get('target');
      return {
        body: {
          alerts: all.filter(
            (a) => (states.length === 0 || states.includes(a.state)) && (!target || a.target === target),
          ),
          next: null,
        },
      };
    }
    case 'POST alerts': {
      const alert = world.active.get(id);
      if (!alert || verb !== 'acknowledge')
        return { status: 404, body: { status: 404, code: 'not_found', message: '' } };
      const after = {
        ...alert,
        acknowledged: { by: who, atMs: Date.now(), comment: String(body.comment ?? '') },
      };
      world.active.set(id, after);
      world.tell(eventOf('acknowledged', after, Date.now()));
      return { body: after };
    }
    case 'GET rules':
      return {
        body: {
          rules: [...rules.values()].map(({ rule, origin }, at) => ({ rule, origin, revision: at + 1 })),
        },
      };
    case 'PUT rules':
      rules.set(id, { rule: body as unknown as Rule, origin: 'changed' });
      return { body: { rule: body, origin: 'changed', revision: 99 } };
    case 'DELETE rules':
      rules.set(id, { rule: FAKE_RULES.find((rule) => rule.id === id) as Rule, origin: 'default' });
      return { status: 204 };
    default:
      return undefined;
  }
}
