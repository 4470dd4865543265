import type { SystemHealth } from '#protocol/system-health.ts';

const KEPT = 20;
const LENGTH = 500;

/** What went wrong lately, for the page of the system; the log has all of it. */
export function lastErrors(nowMs: () => number) {
  const errors: SystemHealth['errors'] = [];
  return {
    note(what: string, error: Error): void {
      const message = error.message.slice(0, LENGTH);
      const newest = errors[0];
      if (newest?.what === what && newest.message === message) {
        newest.times++;
        newest.atMs = nowMs();
        return;
      }
      errors.unshift({ atMs: nowMs(), what, message, times: 1 });
      errors.length = Math.min(errors.length, KEPT);
    },
    list: (): SystemHealth['errors'] => errors.map((error) => ({ ...error })),
  };
}
export type LastErrors = ReturnType<typeof lastErrors>;
