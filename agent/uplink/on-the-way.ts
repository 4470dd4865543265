import type { Acknowledgement } from '#protocol/session.ts';
import { RangeSet } from '../outbox/range-set.ts';

/** A message without its whole answer. */
export interface SentMessage {
  epoch: string;
  /** Sequences that nothing was said about yet. */
  missing: RangeSet;
  items: number;
  bytes: number;
  isBacklog: boolean;
  atMs: number;
}

/** The messages that were sent over the present link and are not answered, in order of sending. */
export interface OnTheWay {
  readonly size: number;
  /** Remembers a message and returns its number. */
  add(message: Omit<SentMessage, 'missing' | 'items'>, sequences: readonly number[]): number;
  /** Forgets a message and returns it. */
  take(number: number): SentMessage | undefined;
  /** Takes what an acknowledgement speaks of off all messages; returns those that are complete now. */
  settle(acknowledgement: Acknowledgement): SentMessage[];
  has(epoch: string, sequence: number): boolean;
  hasBacklog(): boolean;
  oldest(): SentMessage | undefined;
  clear(): void;
}

export function createOnTheWay(): OnTheWay {
  const messages = new Map<number, SentMessage>();
  let nextNumber = 1;
  return {
    get size() {
      return messages.size;
    },
    add(message, sequences) {
      const missing = new RangeSet(sequences.map((sequence) => [sequence, sequence]));
      messages.set(nextNumber, { ...message, missing, items: sequences.length });
      return nextNumber++;
    },
    take(number) {
      const message = messages.get(number);
      messages.delete(number);
      return message;
    },
    settle({ epoch, ranges, refused }) {
      const complete: SentMessage[] = [];
      for (const [number, message] of messages) {
        if (message.epoch !== epoch) continue;
        for (const [from, to] of ranges) message.missing.remove(from, to);
        for (const { range } of refused) message.missing.remove(range[0], range[1]);
        if (!message.missing.isEmpty) continue;
        messages.delete(number);
        complete.push(message);
      }
      return complete;
    },
    has(epoch, sequence) {
      for (const message of messages.values()) {
        if (message.epoch === epoch && message.missing.has(sequence)) return true;
      }
      return false;
    },
    hasBacklog() {
      for (const { isBacklog } of messages.values()) if (isBacklog) return true;
      return false;
    },
    oldest: () => messages.values().next().value,
    clear: () => messages.clear(),
  };
}
