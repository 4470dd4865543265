import type { Acknowledgement, Assignment, Check, Checked, Hello, Welcome } from '#protocol/session.ts';

/** What a link tells whoever opened it. After `closed` nothing more comes. */
export interface LinkEvents {
  welcome(welcome: Welcome): void;
  acknowledged(acknowledgement: Acknowledgement): void;
  /** Everything that the collector has to say about the message with this number has been said (POST only). */
  answered(message: number): void;
  /** The message with this number is too large for whoever stands between. */
  tooLarge(message: number): void;
  assignment(assignment: Assignment): void;
  check(check: Check): void;
  closed(error: Error): void;
}

/** An open way to one collector. Messages leave in the order of `send`; a closed link takes them and does nothing. */
export interface Link {
  readonly kind: 'websocket' | 'post';
  /** Bytes that were given to `send` and are still here. */
  readonly waitingBytes: number;
  /** How many messages may be without an answer at a time. */
  readonly maxUnanswered: number;
  send(message: Uint8Array, number: number): void;
  say(checked: Checked): void;
  /** Ends it for a reason, which `closed` is told. May be called twice. */
  close(why?: Error): void;
}

/** Who is calling. */
export interface Caller {
  key: string;
  hello(): Hello;
}
