/** What npm calls it when the registry cannot be reached, whatever the cause. */
const outOfReach =
  /\b(ENOTFOUND|ETIMEDOUT|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|ECONNECTIONTIMEOUT|FETCH_ERROR)\b|network timeout/;

/** Without one answer for so long after the first failure, and after so many, the network counts as down. */
const patienceMs = 15_000;
/** A single failure may be a single large file that comes slowly the second time. */
const fewestFailures = 5;

/**
 * Reads what npm prints at `--loglevel=http`. npm itself asks for one package after the other and waits for each,
 * which takes minutes when nothing answers; this notices earlier. Time is handed in.
 */
export function createNpmOutput() {
  let rest = '';
  let fetched = 0;
  let failures = 0;
  /** @type {number | undefined} */
  let failingSinceMs;
  /** @type {string | undefined} */
  let cause;
  /** @type {string[]} */
  const complaints = [];

  /**
   * @param {string} line
   * @param {number} nowMs
   */
  const takeLine = (line, nowMs) => {
    const failure = outOfReach.exec(line)?.[0];
    if (failure) {
      failingSinceMs ??= nowMs;
      failures++;
      cause = failure;
    } else if (/ http fetch GET 200 .*\(cache (miss|updated|revalidated|expired)\)/.test(line)) {
      failingSinceMs = undefined;
      failures = 0;
      fetched++;
    }
    if (line.startsWith('npm error')) complaints.push(line);
  };

  return {
    /**
     * @param {string} text
     * @param {number} nowMs
     */
    take(text, nowMs) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) takeLine(line, nowMs);
    },
    /**
     * The cause, once the network counts as down.
     *
     * @param {number} nowMs
     */
    downBecause(nowMs) {
      if (failingSinceMs === undefined || failures < fewestFailures) return undefined;
      return nowMs - failingSinceMs >= patienceMs ? cause : undefined;
    },
    /** How many packages came over the network. */
    fetched: () => fetched,
    /** Why npm failed, as far as the network is to blame. */
    networkFailure: () => complaints.map((line) => outOfReach.exec(line)?.[0]).find(Boolean),
    /** npm's own words about its failure. */
    complaints: () => complaints.slice(0, 30).join('\n'),
  };
}
