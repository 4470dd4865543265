/** The person behind a live connection, as far as the hub needs it. */
export interface Viewer {
  person: string;
  /** Two viewers with equal scopes see the same targets, so that they can share messages. */
  scope: string;
  seesTarget(target: string): boolean;
  seesOrganisation(organisation: string): boolean;
}

/** What the hub needs of a browser's connection; made of a WebSocket in `live-socket.ts`. */
export interface LiveConnection {
  viewer: Viewer;
  sendText(text: string): void;
  /** Text that is encoded already, so that many share the work and the bytes. */
  sendEncoded(text: Uint8Array): void;
  sendBytes(bytes: Uint8Array): void;
  /** Bytes that were sent and have not left yet. */
  waitingBytes(): number;
  close(code: number, reason: string): void;
}
