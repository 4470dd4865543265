import { readFileSync } from 'node:fs';

/** How tests went. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of the report of vitest that is counted. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/**
 * Counts a finished run. A file that could not even be loaded has no tests to fail and counts as one failure, and
 * so does a run that ended badly without any failed test (an error outside of tests, no report at all).
 */
export function readCount(reportFile: string, exitCode: number): Count {
  const report = read(reportFile);
  if (!report) return { passed: 0, failed: 1, skipped: 0 };

  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function read(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
