import { useState } from 'preact/hooks';
import type { Severity } from '#protocol/rule.ts';
import type { RoutesPreview, Somebody } from '../../../api/contacts.ts';
import { Segments } from '../../../ui/button.tsx';
import { ChooseMany } from '../../../ui/choose-many.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Failed, Loading } from '../../../ui/empty.tsx';
import { TextField } from '../../../ui/field.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { useLoad } from '../../../ui/use-load.ts';
import { useSettled } from '../../../ui/use-settled.ts';
import type { Words } from '../../../words/words.ts';
import { useMatchWorld } from './use-match-names.ts';

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'critical'];
const SETTLED_MS = 300;

/** Who would be told of an example alert, who would not, and why. */
export function RoutePreview({ onClose }: { onClose(): void }) {
  const { clock, rules } = useWard();
  const { words, formats } = useText();
  const text = words.contacts.preview;
  const world = useMatchWorld();
  const [rule, setRule] = useState<string[]>([]);
  const [target, setTarget] = useState<string[]>([]);
  const [severity, setSeverity] = useState<Severity>();
  const [at, setAt] = useState(() => formats.field(clock.now()));
  const atMs = formats.fromField(at);
  const isBad = Number.isNaN(atMs);
  const shownSeverity = severity ?? rules.rule(rule[0] ?? '')?.severity ?? null;
  const asked =
    rule[0] && target[0] && !isBad
      ? JSON.stringify({ rule: rule[0], target: target[0], atMs, ...(severity && { severity }) })
      : '';
  return (
    <Dialog title={text.title} wide onClose={onClose}>
      <div class="stack">
        <p class="muted">{text.hint}</p>
        <ChooseMany label={text.rule} choices={world.rules} value={rule} most={1} onChange={setRule} />
        <ChooseMany
          label={text.target}
          choices={[...world.targets, ...world.groups]}
          value={target}
          most={1}
          onChange={setTarget}
        />
        <div class="form-grid">
          <div class="field">
            <span class="label">{words.contacts.match.severities}</span>
            <Segments
              label={words.contacts.match.severities}
              value={shownSeverity}
              choices={SEVERITIES.map((value) => ({ value, text: words.states.severity[value] }))}
              onChoose={(chosen: Severity) => setSeverity(chosen)}
            />
          </div>
          <TextField
            label={text.at}
            value={at}
            hint={text.atHint(formats.zone)}
            error={isBad ? text.badAt : undefined}
            onInput={setAt}
          />
        </div>
        {asked ? <Outcome asked={asked} /> : <p class="note">{text.choose}</p>}
      </div>
    </Dialog>
  );
}

function Outcome({ asked }: { asked: string }) {
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.contacts.preview;
  const settled = useSettled(asked, SETTLED_MS);
  const { value, error, reload } = useLoad(
    () => api.send<RoutesPreview>('POST', 'routes/preview', JSON.parse(settled)),
    [settled],
  );
  if (error !== undefined) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  return (
    <div class="stack" role="status">
      <section>
        <h3>{value.heldUntilMs === null ? text.told : text.toldLater(formats.moment(value.heldUntilMs))}</h3>
        {value.told.length === 0 && value.heldUntilMs === null && (
          <p>
            <StateTag mark="warning" text={text.nobody} />
          </p>
        )}
        <ul class="told-list">
          {value.told.map((each) => (
            <li key={`${each.channel} ${each.recipient}`}>
              <StateTag mark="ok" text={whoText(each, words)} />
            </li>
          ))}
        </ul>
        {!value.byRoutes && <p class="field-hint">{text.byDefault}</p>}
        {value.overridden && <p class="field-hint">{text.overridden}</p>}
      </section>
      {value.notTold.length > 0 && (
        <section>
          <h3>{text.notTold}</h3>
          <ul class="told-list">
            {value.notTold.map((each) => (
              <li key={`${each.channel} ${each.recipient} ${each.code}`}>
                {whoText(each, words) && <strong>{whoText(each, words)} </strong>}
                <span class="muted">{reasonText(each.code, words)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {value.routes.length > 0 && (
        <section>
          <h3>{text.routes}</h3>
          <ol class="told-list">
            {value.routes.map(({ id, name, verdict }) => (
              <li key={id}>
                <strong class={verdict === 'decides' || verdict === 'goes_on' ? undefined : 'muted'}>
                  {name}
                </strong>{' '}
                <span class="muted">{text.verdicts[verdict]}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}

/** `Wang · duty-sms`; the channel alone where it says itself whom it reaches. */
function whoText({ name, recipient, channel }: Somebody, words: Words): string {
  const who = name || recipient;
  if (!channel) return who;
  return who ? `${who} · ${channel}` : words.contacts.preview.byChannel(channel);
}

function reasonText(code: string, words: Words): string {
  return (words.why.codes as Readonly<Record<string, string>>)[code] ?? code;
}
