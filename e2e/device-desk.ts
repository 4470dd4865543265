import { vi } from 'vitest';
import type { PollShape } from '#collector/api/poll-shapes.ts';
import type { Alert } from '#protocol/alert.ts';
import type { CredentialKind } from '#protocol/credential.ts';
import type { Rule } from '#protocol/rule.ts';
import type { Checked } from '#protocol/session.ts';
import type { Ward } from '#scripts/servers/ward.ts';

/** A credential that is kept together with what it opens. */
export interface NewCredential {
  name: string;
  kind?: CredentialKind;
  fields: object;
}

/** Something that shall be asked: a switch by SNMP, if nothing else is said. */
export interface WatchWish {
  name: string;
  address: string;
  zone: string;
  kind?: string;
  probe?: string;
  /** Id of one that is kept. */
  credential: string | null;
  newCredential?: NewCredential;
  settings: Record<string, unknown>;
  everyMs: number;
}

export interface Samples {
  timesMs: number[];
  values: (number | null)[];
}

/** What people do with devices over the API, and everything that the API ever said about it. */
export interface DeviceDesk {
  /** Everything that was answered, refusals too. */
  readonly answers: string[];
  call<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Keeps a credential; resolves with its id. */
  keep(kind: CredentialKind, name: string, fields: object): Promise<string>;
  /** Resolves with the id of the target. */
  watch(wish: WatchWish): Promise<string>;
  poll(target: string, probe?: string): Promise<PollShape | undefined>;
  /** What stands at an address. */
  recognise(question: {
    zone: string;
    address: string;
    probe?: string;
    credential?: string;
    /** Instead of one that is kept. */
    fields?: object;
    settings: Record<string, unknown>;
  }): Promise<Checked>;
  /** One series of the target from its beginning; empty while there is none. */
  samples(
    target: string,
    metric: string,
    labels?: Record<string, string>,
    aggregation?: 'avg' | 'rate',
  ): Promise<Samples>;
  /** Newest first. */
  alerts(rule: string): Promise<Alert[]>;
  /** A shipped rule, which from now on tells at once and not only when it holds for a while. */
  hasten(rule: string): Promise<void>;
  /** All pages of a list. */
  all<Item>(path: string, name: string): Promise<Item[]>;
}

export function openDeviceDesk(ward: Ward): DeviceDesk {
  const answers: string[] = [];
  const sinceMs = Date.now() - 60_000;

  async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    try {
      const answer = await ward.call<Answer>(method, path, body);
      answers.push(JSON.stringify(answer) ?? '');
      return answer;
    } catch (error) {
      answers.push(String(error));
      throw error;
    }
  }

  return {
    answers,
    call,
    async keep(kind, name, fields) {
      const { id } = await call<{ id: string }>('POST', '/api/v1/credentials', { name, kind, fields });
      return id;
    },
    async watch({ name, address, zone, kind = 'switch', probe = 'snmp', ...poll }) {
      const { credential, newCredential, settings, everyMs } = poll;
      const polls = [{ probe, credential, ...(newCredential && { newCredential }), settings, everyMs }];
      const wish = { kind, name, address, zone, polls };
      const { id } = await call<{ id: string }>('POST', '/api/v1/targets/watch', wish);
      return id;
    },
    async poll(target, probe = 'snmp') {
      const { polls } = await call<{ polls: PollShape[] }>('GET', `/api/v1/targets/${target}/polls`);
      return polls.find((poll) => poll.probe === probe);
    },
    recognise: (question) => call('POST', '/api/v1/recognise', { probe: 'snmp', ...question }),
    async samples(target, metric, labels = {}, aggregation = 'avg') {
      const query = new URLSearchParams({ metric, target, aggregation });
      query.set('from', String(sinceMs));
      query.set('to', String(Date.now() + 60_000));
      for (const [name, value] of Object.entries(labels)) query.set(`label.${name}`, value);
      const { series } = await call<{ series: Samples[] }>('GET', `/api/v1/query?${query}`);
      return series[0] ?? { timesMs: [], values: [] };
    },
    async alerts(rule) {
      return (await call<{ alerts: Alert[] }>('GET', `/api/v1/alerts?rule=${rule}`)).alerts;
    },
    async hasten(id) {
      const { rule } = await call<{ rule: Rule }>('GET', `/api/v1/rules/${id}`);
      await call('PUT', `/api/v1/rules/${id}`, { ...rule, holdMs: 0, recoveryDelayMs: 0 });
    },
    async all<Item>(path: string, name: string) {
      const items: Item[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query: string = cursor && `?cursor=${encodeURIComponent(cursor)}`;
        const page: Record<string, unknown> = await call('GET', path + query);
        items.push(...(page[name] as Item[]));
        cursor = page.next as string | null;
      }
      return items;
    },
  };
}

/** Waits for what takes some rounds of asking; the last failure is the error. */
export function until<Result>(check: () => Promise<Result> | Result, timeoutMs = 100_000): Promise<Result> {
  return vi.waitFor(check, { timeout: timeoutMs, interval: 100 });
}
