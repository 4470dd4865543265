import { createHash } from 'node:crypto';
import { certificateMetrics, pageMetrics } from '#protocol/vocabulary/web.ts';
import { evidenceFact } from '../../evidence-fact.ts';
import type { Fact, Measurements, Probe, ProbeOptions, Reading } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { changedFacts } from '../../snmp/changed-facts.ts';
import { certificateRecord } from '../certificate-facts.ts';
import { certificateReadings, judgementOf } from '../certificate-readings.ts';
import { chainOf } from '../certificate-state.ts';
import { withoutBrackets } from '../connect.ts';
import { seriesOf } from '../series.ts';
import { type HttpConfig, stepsOf } from './config.ts';
import { type Judgement, judgePage, KeptPage } from './fingerprint/acceptance.ts';
import { normalisePage } from './fingerprint/normalise.ts';
import { homeOf, shown } from './journey.ts';
import { pageOf } from './page.ts';
import { nameOf, type Visit, visitPage } from './visit.ts';

type Finding = Omit<Judgement, 'kept'>;

/** The same evidence is told again after this long, should the page still or again be so. */
const TOLD_AGAIN_MS = 3_600_000;
const PAGE_LINES = 20;
const BEGINNING_BYTES = 128 * 1024;
const FINGERPRINT_HEX = 16;

/** One page, visited again and again. */
export interface WatchedPage extends Probe {
  /** All that one visit brought, whatever it was like. */
  visit(
    signal: AbortSignal,
  ): Promise<{ visit: Visit; measurements: Measurements; error: ProbeError | undefined }>;
}

/** Opens no connection. */
export function createWatchedPage(config: HttpConfig, options: ProbeOptions): WatchedPage {
  const series = seriesOf([...pageMetrics, ...certificateMetrics]);
  const steps = stepsOf(config);
  const host = withoutBrackets(homeOf(config, options.host).hostname);
  const told = changedFacts();
  const evidence = new Map<string, number>();
  const memory = options.remember?.('pages');
  let kept: KeptPage | undefined;
  /** Most pages are the same, byte by byte, most of the time: then nothing has to be compared. */
  let unaltered: { body: string; finding: Finding } | undefined;
  let meetsTls = config.scheme === 'https';
  return {
    visit,
    async collect(signal) {
      const { measurements, error } = await visit(signal);
      if (error) throw error;
      return measurements;
    },
    async close() {},
  };

  async function visit(signal: AbortSignal) {
    const visited = await visitPage(config, options, signal);
    const judgement = fingerprint(visited);
    const measurements = { readings: readingsOf(visited, judgement), facts: factsOf(visited, judgement) };
    return { visit: visited, measurements, error: errorOf(visited, judgement, measurements) };
  }

  /** Only what is right otherwise is compared: an error page is no altered one. */
  function fingerprint({ last, wrong, failure }: Visit): Finding | undefined {
    const { fingerprint: asked } = config;
    if (!asked || !last || wrong || failure) return undefined;
    const body = createHash('sha256').update(last.url.href).update(last.answer.body).digest('hex');
    if (unaltered?.body === body) return unaltered.finding;
    const { of, mask, tolerance_percent: tolerancePercent, accepted, accept_after: acceptAfterMs } = asked;
    const lines = normalisePage(last.page.source, last.page.isHtml, { of, mask, url: last.url });
    const key = memoryKey();
    const before = kept ?? KeptPage.safeParse(memory?.get(key)).data;
    const judged = judgePage(before, lines, { tolerancePercent, accepted, acceptAfterMs }, options.now());
    if (judged.kept !== before) memory?.set(key, judged.kept);
    // What is remembered is not held twice.
    kept = memory ? undefined : judged.kept;
    const { kept: _kept, ...finding } = judged;
    unaltered = finding.isAltered ? undefined : { body, finding };
    return finding;
  }

  /** What is compared in another way is another page. */
  function memoryKey(): string {
    const asked = steps.map(({ method, path, json, form, body }) => [method, path, json, form, body]);
    const { of, mask } = config.fingerprint ?? {};
    const text = JSON.stringify([config.scheme, config.port, asked, of, mask]);
    return `${config.address} ${createHash('sha256').update(text).digest('hex').slice(0, FINGERPRINT_HEX)}`;
  }

  function readingsOf(visited: Visit, judgement: Finding | undefined): Reading[] {
    const { totals, last, failure, values } = visited;
    const isThere = !failure && last !== undefined;
    const seconds = (value: number) => (isThere ? value : Number.NaN);
    const readings = [
      series.reading('http_response.response_time', seconds(totals.total)),
      series.reading('http_response.http_response_code', isThere ? last.answer.status : Number.NaN),
      series.reading(
        'http_response.content_length',
        isThere && !last.answer.isCut ? last.answer.body.length : Number.NaN,
      ),
      series.state('page.state', stateOf(visited, judgement)),
      series.reading('page.connect_seconds', seconds(totals.connect)),
      series.reading('page.first_byte_seconds', seconds(totals.firstByte)),
      series.reading('page.transfer_seconds', seconds(totals.transfer)),
      series.reading('page.redirects', seconds(totals.redirects)),
    ];
    for (const name of new Set(steps.flatMap((step) => Object.keys(step.values))))
      readings.push(series.reading('page.value', values.get(name) ?? Number.NaN, { name }));
    if (steps.length > 1)
      for (const name of new Set(steps.map(nameOf)))
        readings.push(series.reading('page.step_seconds', stepSeconds(visited, name), { step: name }));
    if (config.fingerprint)
      readings.push(
        series.reading('page.altered_percent', judgement?.percent ?? Number.NaN),
        series.reading('page.fingerprint', Number.parseInt(judgement?.fingerprint ?? '', 16)),
      );
    meetsTls ||= last?.answer.tls !== undefined;
    if (meetsTls)
      readings.push(
        series.reading('page.tls_seconds', seconds(totals.tls)),
        ...certificateReadings(series, certificateOf(visited), options.now()),
      );
    return readings;
  }

  function certificateOf({ last, failure }: Visit) {
    const certificate = last?.answer.tls?.certificate;
    return judgementOf({ certificate, failure, host: hostOf(last), nowMs: options.now() });
  }

  function hostOf(last: Visit['last']): string {
    return last ? withoutBrackets(last.url.hostname) : host;
  }

  function factsOf(visited: Visit, judgement: Finding | undefined): Fact[] {
    const tls = visited.last?.answer.tls;
    const data = tls && certificateRecord(chainOf(tls.certificate), tls);
    return [
      ...told(data ? [{ kind: 'certificate', key: '', data }] : [], options.now()),
      ...evidenceOf(visited, judgement),
    ];
  }

  /** Once for each thing that went wrong, not once a minute. */
  function evidenceOf({ last, wrong, redaction }: Visit, judgement: Finding | undefined): Fact[] {
    if (!last) return [];
    const nowMs = options.now();
    const { status } = last.answer;
    const about = judgement?.isAltered
      ? { form: 'diff' as const, key: `altered ${judgement.fingerprint}`, lines: () => judgement.diff }
      : wrong && { form: 'lines' as const, key: `${wrong.state} ${status}`, lines: () => firstLines(last) };
    if (!about) {
      evidence.clear();
      return [];
    }
    if (nowMs - (evidence.get(about.key) ?? Number.NEGATIVE_INFINITY) < TOLD_AGAIN_MS) return [];
    evidence.clear();
    evidence.set(about.key, nowMs);
    const lines = about.lines().map(redaction.redact);
    const title = redaction.redact(`${shown(last.url)} (${status})`);
    return [evidenceFact({ metric: 'page.state', title, form: about.form, lines })];
  }

  function errorOf(
    { wrong, failure, redaction }: Visit,
    judgement: Finding | undefined,
    measurements: Measurements,
  ) {
    if (failure)
      return new ProbeError(failure.state, failure.message, { cause: failure.cause, measurements });
    const sentence =
      wrong?.sentence ?? (judgement?.isAltered ? redaction.redact(alteredSentence(judgement)) : undefined);
    return sentence === undefined ? undefined : new ProbeError('wrong_answer', sentence, { measurements });
  }
}

function stateOf({ wrong, failure, last }: Visit, judgement: Finding | undefined): string {
  if (failure || !last) return '';
  return wrong?.state ?? (judgement?.isAltered ? 'altered' : 'ok');
}

function stepSeconds({ steps, failure }: Visit, name: string): number {
  const done = steps.filter((step) => step.name === name);
  // The one that failed brought no time.
  const isOver = failure !== undefined && steps.at(-1)?.name === name;
  return done.length === 0 || isOver ? Number.NaN : done.reduce((sum, { seconds }) => sum + seconds, 0);
}

function alteredSentence({ percent, fingerprint, newActive, diff }: Finding): string {
  const [shown] =
    newActive.length > 0 ? newActive.map((each) => `+${each}`) : diff.filter((line) => !line.startsWith(' '));
  return (
    `the page differs by ${percent} % from what was accepted (${(shown ?? '').slice(0, 160)}): ` +
    `if that is right, set fingerprint.accepted to ${fingerprint}`
  );
}

/** Taken apart, a page takes many times its size: no more of it than what is told. */
function firstLines({ answer: { body, headers } }: NonNullable<Visit['last']>): string[] {
  const { 'content-type': type } = headers;
  const beginning = pageOf(body.subarray(0, BEGINNING_BYTES), typeof type === 'string' ? type : undefined);
  return beginning.visible().split('\n', PAGE_LINES);
}
