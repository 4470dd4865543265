import type { AlertMatch } from '#protocol/alert-match.ts';
import type { SilencePreview, WantedTimes } from '../../api/silences.ts';
import { useText, useWard } from '../../ui/context.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useSettled } from '../../ui/use-settled.ts';
import { errorText } from '../../words/error-text.ts';
import { spanText } from './times-text.ts';

/** After the last change. */
const SETTLED_MS = 400;
const ALERTS_SHOWN = 5;
const WINDOWS_SHOWN = 5;

/** What a silence would mean now and, where it repeats, when it would hold next. */
export function SilencePreviewView(options: {
  organisation: string;
  match: AlertMatch;
  times: WantedTimes | undefined;
}) {
  const { organisation, match, times } = options;
  const { api } = useWard();
  const { words } = useText();
  const text = words.silences.preview;
  // One that holds once says itself when it does; only what repeats has to be worked out.
  const repeated = times?.kind === 'repeated' || times?.kind === 'hours' ? times : undefined;
  const asked = useSettled(JSON.stringify({ organisation, match, times: repeated }), SETTLED_MS);
  const { value, error } = useLoad(
    () => api.send<SilencePreview>('POST', 'silences/preview', JSON.parse(asked)),
    [asked],
  );
  return (
    <section class="note silence-preview" aria-label={text.title} role="status">
      {error !== undefined ? (
        <p class="field-error" role="alert">
          {errorText(words, error)}
        </p>
      ) : value ? (
        <Meant preview={value} isRepeated={repeated !== undefined} />
      ) : (
        <p>{text.looking}</p>
      )}
    </section>
  );
}

function Meant({ preview, isRepeated }: { preview: SilencePreview; isRepeated: boolean }) {
  const { fleet, rules } = useWard();
  const { words, formats } = useText();
  const text = words.silences.preview;
  const { matches, alerts, complete, windows } = preview;
  const count = formats.number(matches);
  const shown = alerts.slice(0, ALERTS_SHOWN);
  return (
    <>
      <p class="strong">
        {matches === 0 ? text.noMatches : complete ? text.matches(count) : text.atLeast(count)}
      </p>
      {shown.length > 0 && (
        <ul>
          {shown.map(({ id, target, rule }) => (
            <li key={id} class="clip">
              {fleet.machine(target)?.target.name ?? target} · {rules.name(rule, formats.language)}
            </li>
          ))}
          {matches > shown.length && (
            <li class="muted">{text.more(formats.number(matches - shown.length))}</li>
          )}
        </ul>
      )}
      {isRepeated && (
        <>
          <p class="strong">{windows.length === 0 ? text.noWindows : text.windows}</p>
          <ul>
            {windows.slice(0, WINDOWS_SHOWN).map((window) => (
              <li key={window.fromMs}>{spanText(window, formats)}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
