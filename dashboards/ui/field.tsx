import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface FieldFrame {
  label: string;
  hint?: string;
  error?: string;
}

export interface TextFieldOptions extends FieldFrame {
  value: string;
  onInput(value: string): void;
  type?: 'text' | 'password' | 'url' | 'email' | 'number';
  autocomplete?: string;
  required?: boolean;
  autofocus?: boolean;
  unit?: string;
  placeholder?: string;
  maxLength?: number;
  /** Offered while one types; others may be typed too. */
  suggestions?: readonly string[];
}

/** One line of text with its label, hint and what is wrong with it. */
export function TextField(options: TextFieldOptions) {
  const {
    value,
    onInput,
    type = 'text',
    autocomplete = 'off',
    required,
    autofocus,
    unit,
    placeholder,
    maxLength,
    suggestions = [],
  } = options;
  const input = useRef<HTMLInputElement>(null);
  // The browser's own way works only for what is there when the page or the dialog opens.
  useEffect(() => {
    if (!autofocus) return;
    input.current?.focus();
    // What was suggested is typed over, not behind.
    if (type === 'text') input.current?.select();
  }, []);
  return (
    <Framed {...options}>
      {(ids) => (
        <span class="with-unit">
          <input
            {...ids}
            ref={input}
            // The declared type of an input decides about its roles; ours has none.
            type={type as 'text'}
            value={value}
            step={type === 'number' ? 'any' : undefined}
            autocomplete={autocomplete}
            autofocus={autofocus}
            required={required}
            placeholder={placeholder}
            maxLength={maxLength}
            spellcheck={false}
            list={suggestions.length > 0 ? `${ids.id}-list` : undefined}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
          {suggestions.length > 0 && (
            <datalist id={`${ids.id}-list`}>
              {suggestions.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          )}
          {unit && <span class="unit">{unit}</span>}
        </span>
      )}
    </Framed>
  );
}

/** Several lines of text. */
export function AreaField(
  options: FieldFrame & {
    value: string;
    rows: number;
    placeholder?: string;
    onInput(value: string): void;
  },
) {
  const { value, rows, placeholder, onInput } = options;
  return (
    <Framed {...options}>
      {(ids) => (
        <textarea
          {...ids}
          class="code"
          rows={rows}
          placeholder={placeholder}
          value={value}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Framed>
  );
}

/** One of several. */
export function SelectField<Value extends string>(
  options: FieldFrame & {
    value: Value;
    choices: readonly { value: Value; text: string }[];
    onChoose(value: Value): void;
  },
) {
  const { value, choices, onChoose } = options;
  return (
    <Framed {...options}>
      {(ids) => (
        <select {...ids} value={value} onChange={(event) => onChoose(event.currentTarget.value as Value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.text}
            </option>
          ))}
        </select>
      )}
    </Framed>
  );
}

/** Yes or no. */
export function CheckField({
  label,
  hint,
  value,
  onChange,
}: {
  label: string;
  hint?: string;
  value: boolean;
  onChange(on: boolean): void;
}) {
  const id = useId();
  const box = (
    <label class="check">
      <input
        type="checkbox"
        checked={value}
        aria-describedby={hint ? id : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
  if (!hint) return box;
  return (
    <div>
      {box}
      <p id={id} class="field-hint">
        {hint}
      </p>
    </div>
  );
}

function Framed({
  label,
  hint,
  error,
  children,
}: FieldFrame & {
  children(ids: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean | undefined;
  }): ComponentChildren;
}) {
  const id = useId();
  const below = error ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': below ? `${id}-below` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {below && (
        <p id={`${id}-below`} class={error ? 'field-error' : 'field-hint'} role={error ? 'alert' : undefined}>
          {below}
        </p>
      )}
    </div>
  );
}
