/** With which codes sockets of agents are closed: those of a collector, since an agent shall see no difference. */
export const CLOSE = {
  goingAway: 1001,
  /** The bytes are no message; sending them again would not make them one. */
  notAMessage: 1007,
  /** Said what the protocol does not know, or at the wrong time. */
  notAllowed: 1008,
  tryAgain: 1013,
  replaced: 4000,
  changed: 4001,
  noHello: 4002,
  /** The key is not accepted any more. */
  withdrawn: 4401,
  cloned: 4403,
} as const;
