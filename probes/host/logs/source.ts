/** What a source hands its lines to. `title` says what they are of. */
export type TakeLines = (lines: readonly string[], title: string) => void;

/** One way to come by lines: files, a journal, an event log. */
export interface LineSource {
  /** Reads what is new, until it has read enough; rejects when it cannot be read at all. */
  read(take: TakeLines, signal: AbortSignal): Promise<SourceState>;
  /** Where it stands, to be kept over restarts; JSON. */
  save(): unknown;
  close(): Promise<void>;
}

/** How it is with a source after reading. */
export interface SourceState {
  /** Lines that were too long and cut, since the program knows the source. */
  cutLines: number;
  /** Bytes that are written and not read; NaN where nobody knows. */
  behindBytes: number;
  files: number;
  /** What `save` gives is worth writing down. */
  isChanged: boolean;
  skipped: readonly { what: string; why: string }[];
}
