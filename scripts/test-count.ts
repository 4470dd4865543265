import { readFileSync } from 'node:fs';

/** How tests went. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** A finished run: how it went, and the names of what was skipped (a skipped group once). */
export interface RunCount extends Count {
  skippedNames: string[];
}

/** The part of the report of vitest that is counted. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    status: string;
    assertionResults: { status: string; ancestorTitles?: string[]; title?: string }[];
  }[];
}

/**
 * Counts a finished run. A file that could not even be loaded has no tests to fail and counts as one failure, and
 * so does a run that ended badly without any failed test (an error outside of tests, no report at all).
 */
export function readCount(reportFile: string, exitCode: number): RunCount {
  const report = read(reportFile);
  if (!report) return { passed: 0, failed: 1, skipped: 0, skippedNames: [] };

  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    skippedNames: namesOfSkipped(report),
  };
}

function namesOfSkipped(report: Report): string[] {
  const skipped = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed');
  return [...new Set(skipped.map(({ ancestorTitles, title }) => ancestorTitles?.[0] ?? title ?? 'unnamed'))];
}

function read(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
