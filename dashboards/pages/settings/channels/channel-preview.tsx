import { useRef, useState } from 'preact/hooks';
import type { ChannelKind } from '#protocol/channel-catalogue.ts';
import type { PreviewAnswer } from '../../../api/contacts.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { AreaField, SelectField, TextField } from '../../../ui/field.tsx';
import { useLoad } from '../../../ui/use-load.ts';
import { useSettled } from '../../../ui/use-settled.ts';
import { errorText } from '../../../words/error-text.ts';
import type { Language } from '../../../words/language.ts';
import {
  areTemplatesFaulty,
  isTemplateFaulty,
  type TemplateDraft,
  type TemplateDrafts,
} from './channel-draft.ts';

const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
const SAMPLES = ['alert', 'resolved', 'cause', 'several', 'storm', 'test', 'drill'] as const;
type Sample = (typeof SAMPLES)[number];
const SETTLED_MS = 500;

/** Own words where the kind takes them, and what would be sent, in both languages side by side. */
export function ChannelPreview(options: {
  kind: ChannelKind;
  templates: TemplateDrafts;
  config: Readonly<Record<string, unknown>>;
  onTemplates(templates: TemplateDrafts): void;
}) {
  const { kind, templates, config, onTemplates } = options;
  const { words } = useText();
  const text = words.contacts.channels;
  const [sample, setSample] = useState<Sample>('alert');
  const hasOwn = LANGUAGES.some((language) => templates[language].title || templates[language].body);
  const [isOpen, setIsOpen] = useState(hasOwn);
  const hasTemplates = kind.templateNames.length > 0;
  // Each preview is made with the words of both languages.
  const isFaulty = areTemplatesFaulty(templates, kind);
  const container = useRef<HTMLDetailsElement>(null);
  const lastField = useRef<HTMLInputElement | HTMLTextAreaElement>(null);

  /** Where the cursor was last; at the end of the first body where it was nowhere. */
  function insert(name: string): void {
    const field =
      lastField.current?.isConnected === true
        ? lastField.current
        : container.current?.querySelector<HTMLTextAreaElement>('textarea');
    if (!field) return;
    field.focus();
    // Any label can stand there; that of a path is the one most often wanted.
    const written = name.replace('<name>', 'path');
    field.setRangeText(`{{${written}}}`, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  return (
    <details
      ref={container}
      class="more-settings"
      open={isOpen}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary>{hasTemplates ? `${text.templates} · ${text.preview}` : text.preview}</summary>
      {isOpen && (
        <div class="preview-parts">
          {hasTemplates && (
            <>
              <p class="field-hint">{text.templatesHint}</p>
              <p class="template-names">
                <span class="field-hint">{text.names}</span>
                {kind.templateNames.map((name) => (
                  <button key={name} type="button" onClick={() => insert(name)}>
                    <code>{`{{${name}}}`}</code>
                  </button>
                ))}
              </p>
            </>
          )}
          <div class="preview-head">
            <SelectField
              label={text.sample}
              value={sample}
              choices={SAMPLES.map((value) => ({ value, text: text.samples[value] }))}
              onChoose={(chosen: Sample) => setSample(chosen)}
            />
            <p class="field-hint">{text.previewHint}</p>
          </div>
          <div
            class="side-by-side"
            onFocusIn={({ target }) => {
              if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)
                lastField.current = target;
            }}
          >
            {LANGUAGES.map((language) => (
              <section key={language} aria-label={words.shell.languages[language]}>
                <h3>{words.shell.languages[language]}</h3>
                {hasTemplates && (
                  <OwnWords
                    value={templates[language]}
                    names={kind.templateNames}
                    onChange={(own) => onTemplates({ ...templates, [language]: own })}
                  />
                )}
                {!isFaulty && <Shown kind={kind.kind} config={config} language={language} sample={sample} />}
              </section>
            ))}
          </div>
        </div>
      )}
    </details>
  );
}

function OwnWords(options: {
  value: TemplateDraft;
  names: readonly string[];
  onChange(value: TemplateDraft): void;
}) {
  const { value, names, onChange } = options;
  const { words } = useText();
  const text = words.contacts.channels;
  const fault = (template: string) => (isTemplateFaulty(template, names) ? text.badTemplate : undefined);
  return (
    <>
      <TextField
        label={text.templateTitle}
        error={fault(value.title)}
        value={value.title}
        placeholder={text.ownWords}
        maxLength={200}
        onInput={(title) => onChange({ ...value, title })}
      />
      <AreaField
        label={text.templateBody}
        error={fault(value.body)}
        value={value.body}
        placeholder={text.ownWords}
        rows={4}
        onInput={(body) => onChange({ ...value, body })}
      />
    </>
  );
}

/** What the channel would send, as the collector makes it. */
function Shown(options: {
  kind: string;
  config: Readonly<Record<string, unknown>>;
  language: Language;
  sample: Sample;
}) {
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.contacts.channels;
  const asked = useSettled(JSON.stringify(options), SETTLED_MS);
  const { value, error } = useLoad(
    () => api.send<PreviewAnswer>('POST', 'channels/preview', JSON.parse(asked)),
    [asked],
  );
  if (error !== undefined)
    return (
      <p class="field-error" role="alert">
        {errorText(words, error)}
      </p>
    );
  if (!value) return <p class="muted">{words.shell.common.loading}</p>;
  const { used, most, unit } = value.size;
  return (
    <figure class="shown-message">
      {value.title && <strong>{value.title}</strong>}
      <pre>{value.text}</pre>
      <figcaption class="muted">
        {`${most === null ? formats.number(used) : text.size(formats.number(used), formats.number(most))} ${text.units[unit]}`}
        {value.leftOut > 0 && ` · ${text.leftOut(formats.number(value.leftOut))}`}
      </figcaption>
    </figure>
  );
}
