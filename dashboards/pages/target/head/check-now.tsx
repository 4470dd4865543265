import './check-now.css';
import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../../api/call.ts';
import type { AskedAnswer } from '../../../api/polling.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { errorText } from '../../../words/error-text.ts';
import { probeText } from '../../../words/words.ts';
import { ExplanationView } from '../../settings/devices/explanation-view.tsx';

/** Longer than the collector waits for the agent. */
const TIMEOUT_MS = 90_000;

type Run =
  | { state: 'running'; sinceMs: number }
  | { state: 'done'; atMs: number; answer: AskedAnswer }
  | { state: 'failed'; atMs: number; error: unknown }
  | { state: 'stopped' };

/** A way to ask, and where. */
export interface CheckChoice {
  probe: string;
  path: string;
}

/** Asks a target once, now: how long it takes, what came, how it was done, and what to do where it failed. */
export function CheckNow(options: { name: string; choices: readonly CheckChoice[]; onClose(): void }) {
  const { name, choices, onClose } = options;
  const { api, clock } = useWard();
  const { words } = useText();
  const text = words.target.check;
  const [round, setRound] = useState(0);
  const [chosen, setChosen] = useState(choices[0].probe);
  const { probe, path } = choices.find((choice) => choice.probe === chosen) ?? choices[0];
  const [run, setRun] = useState<Run>({ state: 'running', sinceMs: clock.now() });
  const [abort, setAbort] = useState<AbortController>();

  useEffect(() => {
    const stop = new AbortController();
    setAbort(stop);
    setRun({ state: 'running', sinceMs: clock.now() });
    const waiting = { signal: stop.signal, timeoutMs: TIMEOUT_MS };
    api.send<AskedAnswer>('POST', path, { probe }, waiting).then(
      (answer) => !stop.signal.aborted && setRun({ state: 'done', atMs: clock.now(), answer }),
      (error: unknown) => !stop.signal.aborted && setRun({ state: 'failed', atMs: clock.now(), error }),
    );
    return () => stop.abort();
  }, [path, probe, round]);

  const isRunning = run.state === 'running';
  return (
    <Dialog title={name ? text.title(name) : text.open} wide onClose={onClose}>
      <div class="check-now" aria-live="polite" aria-busy={isRunning}>
        {choices.length > 1 ? (
          <SelectField
            label={text.way}
            value={probe}
            choices={choices.map((each) => ({ value: each.probe, text: probeText(words, each.probe) }))}
            onChoose={setChosen}
          />
        ) : (
          <p class="muted">{text.asked(probeText(words, probe))}</p>
        )}
        {run.state === 'running' && <Running sinceMs={run.sinceMs} />}
        {run.state === 'stopped' && <p>{text.stopped}</p>}
        {run.state === 'failed' && (
          <p class="field-error" role="alert">
            {run.error instanceof ApiError && run.error.code === 'not_connected'
              ? text.nobody
              : errorText(words, run.error)}
          </p>
        )}
        {run.state === 'done' && <Answered answer={run.answer} atMs={run.atMs} />}
      </div>
      <footer>
        {isRunning ? (
          <Button
            onClick={() => {
              abort?.abort();
              setRun({ state: 'stopped' });
            }}
          >
            {text.stop}
          </Button>
        ) : (
          <Button onClick={() => setRound(round + 1)}>{text.again}</Button>
        )}
        <Button look="primary" onClick={onClose}>
          {words.shell.common.close}
        </Button>
      </footer>
    </Dialog>
  );
}

function Running({ sinceMs }: { sinceMs: number }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const spentMs = Math.max(0, clock.nowMs.value - sinceMs);
  return (
    <>
      <p>{words.target.check.running(formats.duration(Math.round(spentMs / 1_000) * 1_000))}</p>
      <progress class="check-progress" aria-label={words.target.check.open} />
    </>
  );
}

function Answered({ answer, atMs }: { answer: AskedAnswer; atMs: number }) {
  const { words, formats } = useText();
  const text = words.target.check;
  const { ok, state = 'failed', error, durationMs, explanation } = answer;
  const advice: Readonly<Record<string, string>> = text.advice;
  return (
    <>
      <p class="check-result">
        <StateTag
          mark={ok ? 'ok' : 'warning'}
          text={ok ? words.devices.states.ok : words.devices.states[state]}
        />{' '}
        <span class="muted">{text.done(formats.time(atMs), formats.value(durationMs, 'ms'))}</span>
      </p>
      {!ok && (
        <div role="alert">
          {error && <p class="field-error">{error}</p>}
          <p>{advice[state] ?? text.advice.failed}</p>
        </div>
      )}
      {explanation && <ExplanationView explanation={explanation} />}
      {ok && !explanation && <p class="muted">{text.noValues}</p>}
      {explanation && explanation.timings.length > 0 && (
        <details open={!ok}>
          <summary>{text.log}</summary>
          <ol class="check-steps">
            {explanation.timings.map(({ step, ms, requests, values }, at) => (
              <li key={`${step} ${at}`}>
                <span class="clip">{step}</span>
                <span class="muted">
                  {formats.value(ms, 'ms')} · {text.counts(formats.number(requests), formats.number(values))}
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
