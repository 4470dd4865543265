import { createHmac, randomUUID } from 'node:crypto';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { ChannelsRepository } from '#collector/notify/channels-repository.ts';
import { Paces } from '#collector/notify/paces.ts';
import type { FindContact } from '#collector/notify/plan.ts';
import type { RateLimit } from '#collector/notify/rate-limit.ts';
import { EVERYWHERE, type Scope } from '#collector/people/caller.ts';
import { hashToken, TOKEN_KINDS } from '#collector/people/tokens.ts';
import type { Calendar } from '#judging/schedule/working-days.ts';
import { type Drill, DrillPlan, type DrillReport } from '#protocol/drill.ts';
import type { ContactBook } from './contact-book.ts';
import { drillCalls, isProven, shortfall } from './drill-calls.ts';
import { drillLedger, isOpen } from './drill-ledger.ts';
import { plannedAt } from './drill-plan.ts';
import { type DrillSending, sendDrill } from './send-drill.ts';

const RUNNING_EVERY_MS = 5_000;
const IDLE_EVERY_MS = 30_000;
/** Of 256: enough that nobody guesses one, and short enough for a text message. */
const TOKEN_BYTES = 16;

export interface DrillsOptions {
  sql: Sql;
  audit: Audit;
  book: ContactBook;
  channels: Pick<ChannelsRepository, 'usable'>;
  findContact: FindContact;
  /** How an organisation, or `*`, is spoken to. */
  tone(organisation: string): { language: 'zh-CN' | 'en'; zone: string };
  calendarOf(organisation: string): Calendar;
  isThere(organisation: string): boolean | Promise<boolean>;
  /** Tokens are made with it, so that only their hashes need to be kept. */
  tokenKey: Buffer;
  /** Where links in messages lead; empty: there are none. */
  pagesUrl(): string;
  /** Shared with the telling of alerts. */
  paces?: Paces;
  nowMs(): number;
  random?: () => number;
  onFault(what: string, error: Error): void;
}

/**
 * Drills: every channel and every contact is told that this is one, and answers. `start` makes planned ones and sends
 * by itself; `run` does all that is due now and may be called at any time.
 */
export class Drills {
  readonly #options: DrillsOptions;
  readonly #ledger: ReturnType<typeof drillLedger>;
  readonly #sending: DrillSending;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #everyMs = IDLE_EVERY_MS;
  /** The last one of each organisation; undefined: to be read anew. */
  #ended: Drill[] | undefined;

  constructor(options: DrillsOptions) {
    const { sql, pagesUrl } = options;
    this.#options = options;
    this.#ledger = drillLedger(sql);
    this.#sending = {
      ...options,
      ledger: this.#ledger,
      // Without an address of the pages there is no link: who is signed in can still answer.
      answerUrl: (call) => (pagesUrl() === '' ? '' : `${pagesUrl()}/d/${this.#tokenOf(call)}`),
      random: options.random ?? Math.random,
      limits: new Map<string, RateLimit>(),
      paces: options.paces ?? new Paces(),
    };
  }

  start(): void {
    this.#schedule(0);
  }

  /** Something has begun that `start` should see to at once. */
  wake(): void {
    if (this.#timer) this.#schedule(0);
  }

  /** Stops; a call under way is broken off and made again after the next start. May be called twice. */
  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Begins what is planned, sends what is due and ends what is over. One run at a time. */
  run(): Promise<void> {
    this.#running ??= this.#go()
      .catch((error) => this.#options.onFault('drill', error))
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  /** Begins a drill, unless there is nobody to call or one of the organisation is running. */
  async begin(actor: Actor, organisation: string, isPlanned = false): Promise<Drill | 'nobody' | 'running'> {
    const { sql, audit, book, channels, nowMs } = this.#options;
    const usable = await channels.usable((name, error) => this.#options.onFault(`channel ${name}`, error));
    const contacts = book.contacts.all().map(({ entry }) => entry);
    const wanted = drillCalls(organisation, usable, contacts);
    if (wanted.length === 0) return 'nobody';
    const plan = await this.planOf(organisation);
    const drill: Drill = {
      id: randomUUID(),
      organisation,
      begunBy: isPlanned ? '' : actor.who,
      begunAtMs: nowMs(),
      untilMs: nowMs() + plan.answerWithinMs,
      endedAtMs: null,
    };
    const calls = wanted.map((call) => {
      const id = randomUUID();
      return { ...call, id, tokenHash: hashToken(this.#tokenOf(id)) };
    });
    return sql.transaction(async () => {
      if ((await this.#ledger.running()).some((each) => each.organisation === organisation)) return 'running';
      await this.#ledger.begin(drill, calls);
      await audit.write(actor, {
        action: 'drill.begin',
        object: `drill:${drill.id}`,
        organisation,
        after: { calls: calls.length, untilMs: drill.untilMs },
      });
      return drill;
    });
  }

  /** Newest first. */
  list(scope: Scope, cursor: [number, string] | undefined, limit: number): Promise<Drill[]> {
    return this.#ledger.list(scope, cursor, limit);
  }

  async report(id: string): Promise<DrillReport | undefined> {
    const drill = await this.#ledger.get(id);
    if (!drill) return undefined;
    const calls = (await this.#ledger.calls(id)).map(
      ({ id: _id, drill: _drill, nextAtMs: _, ...call }) => call,
    );
    return { ...drill, calls, ...shortfall(calls) };
  }

  async planOf(organisation: string): Promise<DrillPlan> {
    const kept = (await this.#ledger.plans()).find((each) => each.organisation === organisation);
    return kept?.plan ?? DrillPlan.parse({});
  }

  async putPlan(actor: Actor, organisation: string, plan: DrillPlan): Promise<void> {
    const { sql, audit, nowMs } = this.#options;
    const before = await this.planOf(organisation);
    await sql.transaction(async () => {
      await this.#ledger.putPlan(organisation, plan, actor.who, nowMs());
      await audit.write(actor, {
        action: 'drill.plan',
        object: `organisation:${organisation}`,
        organisation,
        before,
        after: plan,
      });
    });
  }

  /**
   * Of the last drill of each organisation: contacts that did not answer and channels that did not deliver; of one
   * that is gone nothing, so that no alert on it stays.
   */
  async figures(): Promise<{ organisation: string; unanswered: number }[]> {
    const ended = this.#ended ?? (await this.#ledger.lastEnded());
    this.#ended = ended;
    const figures: { organisation: string; unanswered: number }[] = [];
    for (const { id, organisation } of ended) {
      const isThere = organisation === EVERYWHERE || (await this.#options.isThere(organisation));
      const { unanswered, undelivered } = shortfall(isThere ? await this.#ledger.calls(id) : []);
      figures.push({ organisation, unanswered: unanswered.length + undelivered.length });
    }
    return figures;
  }

  #tokenOf(call: string): string {
    const digest = createHmac('sha256', this.#options.tokenKey).update(call).digest();
    return TOKEN_KINDS.drill + digest.subarray(0, TOKEN_BYTES).toString('base64url');
  }

  async #go(): Promise<void> {
    await this.#beginPlanned();
    const running = await this.#ledger.running();
    this.#everyMs = running.length > 0 ? RUNNING_EVERY_MS : IDLE_EVERY_MS;
    for (const drill of running) {
      if (this.#stop.signal.aborted) return;
      const isOver = !isOpen(drill, this.#options.nowMs());
      if (!isOver) await sendDrill(this.#sending, drill, this.#stop.signal);
      if (isOver || isProven(await this.#ledger.calls(drill.id))) await this.#end(drill);
    }
  }

  async #beginPlanned(): Promise<void> {
    const { book, tone, calendarOf, nowMs } = this.#options;
    const plans = new Map((await this.#ledger.plans()).map((kept) => [kept.organisation, kept]));
    const tellable = book.contacts.all().filter(({ entry }) => entry.enabled && entry.channels.length > 0);
    const byOrganisation = Map.groupBy(tellable, ({ entry }) => entry.organisation);
    for (const [organisation, contacts] of byOrganisation) {
      const kept = plans.get(organisation);
      const plan = kept?.plan ?? DrillPlan.parse({});
      const atMs = plannedAt(plan, tone(organisation).zone, calendarOf(organisation), nowMs());
      if (atMs === undefined || (kept?.changedAtMs ?? 0) > atMs) continue;
      // The first contact of an organisation does not set off the drill of the same day.
      if (contacts.every(({ changedAtMs }) => changedAtMs > atMs)) continue;
      const last = await this.#ledger.lastPlanned(organisation);
      if (last && last.begunAtMs >= atMs) continue;
      await this.begin({ who: 'collector', address: '' }, organisation, true);
    }
  }

  async #end(drill: Drill): Promise<void> {
    const { sql, audit, nowMs } = this.#options;
    await sql.transaction(async () => {
      await this.#ledger.end(drill.id, nowMs());
      const calls = await this.#ledger.calls(drill.id);
      await audit.write(
        { who: 'collector', address: '' },
        {
          action: 'drill.end',
          object: `drill:${drill.id}`,
          organisation: drill.organisation,
          after: { calls: calls.length, ...shortfall(calls) },
        },
      );
    });
    this.#ended = undefined;
  }

  #schedule(delayMs: number): void {
    if (this.#stop.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tick(), delayMs);
  }

  async #tick(): Promise<void> {
    await this.run();
    this.#schedule(this.#everyMs);
  }
}
