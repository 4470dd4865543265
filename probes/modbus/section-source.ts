import type { RawSection, RawValue, SectionSource } from '../profile/engine/raw.ts';
import type { Section } from '../profile/profile.ts';
import { type ModbusSession, RefusedRegistersError } from './modbus-session.ts';
import { decodeRegister, planRequests, type Register, type Request, widthOf } from './registers.ts';

/** Requests that the device refused, so that their registers are asked for one by one from then on. */
export type RefusedRequests = Set<string>;

/** Reads sections, and knows what was wrong last with the device as a whole. */
export interface ModbusSource extends SectionSource {
  readonly trouble: Error | undefined;
}

interface Answer {
  request: Request;
  words: readonly number[];
}

/** Reads sections over Modbus. Registers have no rows: a section of kind `table` brings nothing. */
export function modbusSource(
  session: ModbusSession,
  options: { registersPerRequest: number; refused: RefusedRequests },
): ModbusSource {
  const figures = { requests: 0, values: 0 };
  let trouble: Error | undefined;
  return {
    scalars,
    table,
    figures,
    get trouble() {
      return trouble;
    },
  };

  async function scalars(sections: readonly Section[], signal: AbortSignal): Promise<RawSection[]> {
    const wanted = sections.flatMap((section) =>
      registersOf(section).flatMap(({ register }) => register ?? []),
    );
    const answers: Answer[] = [];
    for (const request of planRequests(wanted, options.registersPerRequest)) {
      answers.push(...(await ask(request, wanted, signal)));
    }
    return sections.map((section) => ({
      indexes: [''],
      columns: registersOf(section).map(({ register }) => [register && wordsValue(register, answers)]),
      skipped: [],
    }));
  }

  /** A device that has a hole among its registers refuses all of a request: then each value is asked for alone. */
  async function ask(request: Request, wanted: readonly Register[], signal: AbortSignal): Promise<Answer[]> {
    const key = `${request.table} ${request.address} ${request.count}`;
    if (!options.refused.has(key)) {
      const answer = await askOnce(request, signal);
      if (answer) return [answer];
      options.refused.add(key);
    }
    const within = wanted.filter(
      ({ table, address }) =>
        table === request.table && address >= request.address && address < request.address + request.count,
    );
    const alone = new Map(within.map((register) => [`${register.address} ${widthOf(register)}`, register]));
    const answers: Answer[] = [];
    for (const register of alone.values()) {
      const { table, address } = register;
      const answer = await askOnce({ table, address, count: widthOf(register) }, signal);
      if (answer) answers.push(answer);
    }
    return answers;
  }

  async function askOnce(request: Request, signal: AbortSignal): Promise<Answer | undefined> {
    figures.requests++;
    try {
      const words = await session.read(request, signal);
      figures.values += words.length;
      return { request, words };
    } catch (error) {
      if (error instanceof RefusedRegistersError) return undefined;
      trouble = error as Error;
      throw error;
    }
  }
}

async function table(section: Section): Promise<RawSection> {
  return {
    indexes: [],
    columns: Object.keys(section.read).map(() => []),
    skipped: [{ what: section.name, why: 'Modbus has no tables' }],
  };
}

function registersOf({ read }: Section): { register: Register | undefined }[] {
  return Object.values(read).map(({ register }) => ({ register }));
}

function wordsValue(register: Register, answers: readonly Answer[]): RawValue | undefined {
  for (const { request, words } of answers) {
    const value = decodeRegister(register, request, words);
    if (value !== undefined) return value;
  }
  return undefined;
}
