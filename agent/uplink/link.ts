import type {
  Acknowledgement,
  Checked,
  Claim,
  Discovered,
  Hello,
  ToAgent,
  Welcome,
} from '#protocol/session.ts';

/** What a collector asks for besides acknowledging. */
export type Asked = Exclude<ToAgent, Welcome | Acknowledgement>;

/** What an agent says besides its items. */
export type Said = Checked | Claim | Discovered;

/** What a link tells whoever opened it. After `closed` nothing more comes. */
export interface LinkEvents {
  welcome(welcome: Welcome): void;
  acknowledged(acknowledgement: Acknowledgement): void;
  /** Everything that the collector has to say about the message with this number has been said (POST only). */
  answered(message: number): void;
  /** The message with this number is too large for whoever stands between. */
  tooLarge(message: number): void;
  asked(asked: Asked): void;
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
  /** False when it was not even taken: the link is closed, or of the kind on which nothing is asked. */
  say(said: Said): boolean;
  /** Ends it for a reason, which `closed` is told. May be called twice. */
  close(why?: Error): void;
}

/** Who is calling. */
export interface Caller {
  key: string;
  hello(): Hello;
}
