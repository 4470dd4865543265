import type { SnmpValue } from '../snmp-session.ts';
import { ERROR_STATUS, type Varbinds } from './answer.ts';
import { type Conversation, workOff } from './conversation.ts';
import { denied } from './failures.ts';
import { sameBytes } from './oid.ts';
import type { Request } from './request.ts';

/** Places in the list of what is asked for. */
type Group = readonly number[];

/** Gets values in the order of their OIDs. One that is missing, or breaks the device, does not lose the others. */
export async function getValues(
  oids: readonly Uint8Array[],
  conversation: Conversation,
): Promise<(SnmpValue | undefined)[]> {
  const values = new Array<SnmpValue | undefined>(oids.length).fill(undefined);
  const size = conversation.sizes.oids.value;
  const queue: Group[] = [];
  for (let at = 0; at < oids.length; at += size) {
    queue.push(Array.from({ length: Math.min(size, oids.length - at) }, (_, index) => at + index));
  }
  await workOff(queue, conversation.manners.inFlight, async (group) => {
    queue.unshift(...(await getGroup(group, oids, values, conversation)));
  });
  return values;
}

/** Asks for a group, and returns the groups that are still to be asked for. */
async function getGroup(
  whole: Group,
  oids: readonly Uint8Array[],
  values: (SnmpValue | undefined)[],
  { sizes, figures, place, ask }: Conversation,
): Promise<Group[]> {
  const size = sizes.oids.value;
  const group = whole.slice(0, size);
  const { answer, request } = await ask(requests(group.map((index) => oids[index]!)));
  const asked = group.slice(0, request.oids.length);
  const rest = whole.slice(asked.length);
  if (asked.length < group.length) sizes.oids.shrinkTo(asked.length);
  else if (asked.length === size) sizes.oids.worked();

  const { errorStatus, errorIndex } = answer;
  if (errorStatus === 0) {
    const before = asked.length;
    const open = takeValues(asked, oids, values, answer.varbinds);
    figures.values += before - open.length;
    return nonEmpty([...(open.length === before ? halves(open) : [open]), rest]);
  }
  if (errorStatus === ERROR_STATUS.authorizationError || errorStatus === ERROR_STATUS.noAccess) {
    throw denied(place);
  }
  if (errorStatus === ERROR_STATUS.tooBig) {
    sizes.oids.shrinkTo(Math.ceil(asked.length / 2));
    return nonEmpty([...halves(asked), rest]);
  }
  // noSuchName of version 1, genErr and the like: the one that it is about stays undefined.
  const isOneOfThem = errorIndex >= 1 && errorIndex <= asked.length;
  const open = isOneOfThem ? [asked.filter((_, at) => at !== errorIndex - 1)] : halves(asked);
  return nonEmpty([...open, rest]);
}

/** Twice the same, and then only the first ones: some devices are silent where it is too much for them. */
function requests(oids: readonly Uint8Array[]): (attempt: number) => Request {
  const all: Request = { kind: 'get', oids, repetitions: 0 };
  return (attempt) =>
    attempt < 2 || oids.length === 1 ? all : { ...all, oids: oids.slice(0, Math.ceil(oids.length / 4)) };
}

/** Takes what was asked for from an answer, and returns what is not in it. */
function takeValues(
  asked: Group,
  oids: readonly Uint8Array[],
  values: (SnmpValue | undefined)[],
  varbinds: Varbinds,
): Group {
  const missing = new Set(asked);
  for (let at = 0; varbinds.next(); at++) {
    const expected = asked[at];
    const index =
      expected !== undefined && missing.has(expected) && isAbout(oids[expected]!, varbinds)
        ? expected
        : asked.find((other) => missing.has(other) && isAbout(oids[other]!, varbinds));
    if (index === undefined) continue;
    values[index] = varbinds.value();
    missing.delete(index);
  }
  return [...missing];
}

/** Whether a value is the one that was asked for: some devices answer with an OID that has a `.0` more, or less. */
function isAbout(oid: Uint8Array, { bytes, oidStart, oidEnd }: Varbinds): boolean {
  const more = oidEnd - oidStart - oid.length;
  if (more === 0) return sameBytes(oid, 0, oid.length, bytes, oidStart, oidEnd);
  if (more === 1) {
    return bytes[oidEnd - 1] === 0 && sameBytes(oid, 0, oid.length, bytes, oidStart, oidEnd - 1);
  }
  const last = oid.length - 1;
  return more === -1 && oid[last] === 0 && sameBytes(oid, 0, last, bytes, oidStart, oidEnd);
}

/** What cannot be split any more is not asked for again. */
function halves(group: Group): Group[] {
  if (group.length === 1) return [];
  const middle = Math.ceil(group.length / 2);
  return [group.slice(0, middle), group.slice(middle)];
}

function nonEmpty(groups: Group[]): Group[] {
  return groups.filter((group) => group.length > 0);
}
