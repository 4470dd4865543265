import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { FindContact } from '#collector/notify/plan.ts';
import { hashToken } from '#collector/people/tokens.ts';
import type { Drill } from '#protocol/drill.ts';
import type { ContactBook } from './contact-book.ts';
import { drillLedger, isOpen } from './drill-ledger.ts';

export interface DrillAnswersOptions {
  sql: Sql;
  audit: Audit;
  book: Pick<ContactBook, 'contacts'>;
  findContact: FindContact;
  tone(organisation: string): { language: 'zh-CN' | 'en' };
  nowMs(): number;
}

/** How a call of a drill stands. */
export interface Standing {
  state: 'open' | 'answered' | 'ended' | 'unknown';
  /** Of whom the call went to. */
  language: 'zh-CN' | 'en';
}

export type DrillAnswers = ReturnType<typeof drillAnswers>;

/** Answers to drills: by the link of a call, or by somebody who is signed in. The first one to a call counts. */
export function drillAnswers(options: DrillAnswersOptions) {
  const { sql, audit, book, findContact, tone, nowMs } = options;
  const ledger = drillLedger(sql);

  return {
    /** Looking changes nothing: programs that read mail for people open every link. */
    async look(token: string): Promise<Standing> {
      return (await find(token)).standing;
    },

    /** `open` where this answer is the one that counts. */
    async answer(token: string): Promise<Standing> {
      const { standing, call } = await find(token);
      if (standing.state !== 'open' || !call) return standing;
      const isFirst = await ledger.answered(call, '', nowMs());
      return isFirst ? standing : { ...standing, state: 'answered' };
    },

    /** Drills that wait for an answer of the person behind an account. */
    async waitingFor(person: string): Promise<Drill[]> {
      const found: Drill[] = [];
      for (const drill of await ledger.running()) {
        if (!isOpen(drill, nowMs())) continue;
        const calls = await ownCalls(drill.id, person);
        if (calls.length > 0 && calls.every(({ answeredAtMs }) => answeredAtMs === null)) found.push(drill);
      }
      return found;
    },

    /** Answers every call to the contacts of an account; false when there is nothing of theirs to answer. */
    async answerAs(actor: Actor, person: string, id: string): Promise<boolean> {
      const drill = await ledger.get(id);
      if (!drill || !isOpen(drill, nowMs())) return false;
      const calls = await ownCalls(id, person);
      if (calls.length === 0) return false;
      await sql.transaction(async () => {
        for (const call of calls) await ledger.answered(call.id, person, nowMs());
        await audit.write(actor, {
          action: 'drill.answer',
          object: `drill:${id}`,
          organisation: drill.organisation,
        });
      });
      return true;
    },
  };

  async function find(token: string): Promise<{ standing: Standing; call?: string }> {
    const call = await ledger.byToken(hashToken(token));
    const drill = call && (await ledger.get(call.drill));
    if (!call || !drill) return { standing: { state: 'unknown', language: 'zh-CN' } };
    const language = findContact(call.contact)?.language ?? tone(drill.organisation).language;
    const stands = call.answeredAtMs === null ? 'open' : 'answered';
    const state = isOpen(drill, nowMs()) ? stands : 'ended';
    return { standing: { state, language }, call: call.id };
  }

  async function ownCalls(drill: string, person: string) {
    const own = new Set(
      book.contacts
        .all()
        .filter(({ entry }) => entry.person !== '' && entry.person.toLowerCase() === person)
        .map(({ entry }) => entry.id),
    );
    return own.size === 0 ? [] : (await ledger.calls(drill)).filter(({ contact }) => own.has(contact));
  }
}
