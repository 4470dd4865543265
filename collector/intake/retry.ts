/** How long a sender waits when the journal takes nothing: somebody must make room on its disk. */
export const RETRY_FULL_MS = 30_000;
/** How long a sender waits when too much waits already. */
export const RETRY_OVERLOADED_MS = 5_000;
