import type { PlatformName } from '../platforms/platform-name.ts';
import type { AlgorithmProfile } from './algorithms.ts';
import type { FailureData } from './ssh-failure.ts';

/** What a thread needs to open a session. */
export interface OpenRequest {
  address: string;
  port: number;
  user: string;
  password: string | undefined;
  privateKey: string | undefined;
  passphrase: string | undefined;
  signIn: string | undefined;
  profile: AlgorithmProfile;
  hostKeys: readonly string[];
  hostKeyType: string | undefined;
  timeoutMs: number;
}

/** What is known of a session that is open. */
export interface Opened {
  ident: string;
  fingerprint: string;
  hostKeyType: string;
  signIn: string;
  connectMs: number;
  handshakeMs: number;
  signInMs: number;
}

/** A command line that is open. */
export interface ShellOpened {
  prompt: string;
  greeting: string;
}

/** What a command brought. */
export interface Ran {
  text: string;
  ms: number;
}

/** An entry of a folder; size and time are of a link itself, not of what is behind it. */
export interface ListedEntry {
  name: string;
  kind: 'file' | 'folder' | 'link' | 'other';
  bytes: number;
  /** UTC ms by the clock of that machine, to the second. */
  modifiedMs: number;
}

/** What is in a folder, or why it cannot be told; nothing and no reason where there is no such folder. */
export interface ListedFolder {
  entries: readonly ListedEntry[];
  isCut: boolean;
  why: string | undefined;
}

/** What is at a path, behind links. */
export interface StatedFile {
  stat?: Omit<ListedEntry, 'name'>;
  why: string | undefined;
}

/**
 * What the program asks of a thread. Commands travel as their name in the fixed list of a platform: no text that a
 * device would take for a command ever crosses. Paths of files are asked for over SFTP, where nothing is run.
 */
export type Question =
  | { kind: 'open'; request: OpenRequest }
  | { kind: 'shell'; timeoutMs: number }
  | { kind: 'run'; platform: PlatformName; command: string; timeoutMs: number }
  | { kind: 'list'; folder: string; most: number; timeoutMs: number }
  | { kind: 'stat'; path: string; timeoutMs: number };

/** To a thread. `id` pairs a question with its answer; `session` is a number that the program gave. */
export type ToThread = { session: number; id: number; ask: Question } | { session: number; close: true };

/** From a thread. */
export type FromThread =
  | { id: number; answer: Opened | ShellOpened | Ran | ListedFolder | StatedFile }
  | { id: number; failure: FailureData & { isNegotiation?: boolean } }
  /** A mistake in the program that nobody caught. */
  | { trouble: string };
