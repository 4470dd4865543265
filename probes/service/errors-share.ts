/** Below so many requests one error says nothing. */
const ENOUGH_REQUESTS = 20;

/** Share of the requests since the last time that ended in an error, in percent; NaN while it cannot be told. */
export function errorsShare(): (requests: number, errors: number) => number {
  let before: { requests: number; errors: number } | undefined;
  return (requests, errors) => {
    const last = before;
    before = { requests, errors };
    // A restart begins counting anew.
    if (!last || !(requests >= last.requests) || !(errors >= last.errors)) return Number.NaN;
    const more = requests - last.requests;
    return more >= ENOUGH_REQUESTS ? ((errors - last.errors) / more) * 100 : Number.NaN;
  };
}
