import './many.css';
import { useId, useRef, useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { useText } from './context.ts';

/** Something that can be chosen; `detail` tells those of the same name apart. */
export interface Choice {
  value: string;
  text: string;
  detail?: string;
}

export interface ChooseManyOptions {
  label: string;
  hint?: string;
  error?: string;
  choices: readonly Choice[];
  value: readonly string[];
  /** The order means something: what is chosen can be moved. */
  inOrder?: boolean;
  /** So many at most; the field goes away once they are chosen. */
  most?: number;
  /** What nobody listed may be typed too: said beside it while it is typed. */
  typed?(text: string): string;
  /** Said in the field while nothing is typed. */
  placeholder?: string;
  onChange(value: string[]): void;
}

/** So many are offered at once; the rest comes while one types. */
const OFFERED = 50;

/** Several of a list that may be long: a field that narrows it while one types, and what is chosen above it. */
export function ChooseMany(options: ChooseManyOptions) {
  const { label, hint, error, choices, value, inOrder = false, most, placeholder, onChange } = options;
  const { words } = useText();
  const text = words.contacts.many;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [isOpen, setIsOpen] = useState(false);
  const [at, setAt] = useState(0);
  const offered = isOpen ? withTyped(offeredOf(choices, value, typed), value, typed, options.typed) : [];
  const active = offered[Math.min(at, offered.length - 1)];
  const nameOf = (chosen: string) => choices.find((choice) => choice.value === chosen)?.text ?? chosen;
  const below = error ?? hint;

  function add(choice: Choice): void {
    onChange([...value, choice.value]);
    setTyped('');
    setAt(0);
    // It lies over the buttons of its dialog; the next letter, arrow or click opens it again.
    setIsOpen(false);
  }

  function remove(chosen: string): void {
    onChange(value.filter((each) => each !== chosen));
    // The button that had the focus is gone, and the field may come back just now.
    setTimeout(() => input.current?.focus());
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) setIsOpen(true);
      else if (offered.length > 0) {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setAt((Math.min(at, offered.length - 1) + step + offered.length) % offered.length);
      }
    } else if (event.key === 'Enter') {
      // Never the whole form: somebody wants to choose.
      event.preventDefault();
      if (active) add(active);
    } else if (event.key === 'Escape' && isOpen) {
      // Closes the list alone, not the dialog around it.
      event.preventDefault();
      event.stopPropagation();
      setIsOpen(false);
    }
  }

  return (
    <div class="field">
      <label for={id}>{label}</label>
      {value.length > 0 && (
        <ul class={inOrder ? 'many-chosen in-order' : 'many-chosen'} aria-label={text.chosen(label)}>
          {value.map((chosen, index) => (
            <li key={chosen}>
              <span>{inOrder ? `${index + 1}. ${nameOf(chosen)}` : nameOf(chosen)}</span>
              {inOrder && value.length > 1 && (
                <>
                  <Button
                    look="quiet"
                    icon="up"
                    label={text.up(nameOf(chosen))}
                    disabled={index === 0}
                    onClick={() => onChange(moved(value, index, -1))}
                  />
                  <Button
                    look="quiet"
                    icon="down"
                    label={text.down(nameOf(chosen))}
                    disabled={index === value.length - 1}
                    onClick={() => onChange(moved(value, index, 1))}
                  />
                </>
              )}
              <Button
                look="quiet"
                icon="close"
                label={text.remove(nameOf(chosen))}
                onClick={() => remove(chosen)}
              />
            </li>
          ))}
        </ul>
      )}
      <div class="many" hidden={most !== undefined && value.length >= most}>
        <input
          id={id}
          ref={input}
          type="text"
          role="combobox"
          value={typed}
          placeholder={placeholder ?? text.placeholder}
          autocomplete="off"
          spellcheck={false}
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active ? `${id}-${active.value}` : undefined}
          aria-describedby={below ? `${id}-below` : undefined}
          aria-invalid={error ? true : undefined}
          onFocus={() => setIsOpen(true)}
          onClick={() => setIsOpen(true)}
          onBlur={() => setIsOpen(false)}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setIsOpen(true);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        {isOpen && (
          <div id={`${id}-list`} class="many-choices" role="listbox" aria-label={label}>
            {offered.length === 0 && <p class="muted">{text.nothing}</p>}
            {offered.map((choice) => (
              // The field keeps the focus and has the keys; it names the one that is active.
              <div
                key={choice.value}
                id={`${id}-${choice.value}`}
                role="option"
                tabIndex={-1}
                aria-selected={choice === active}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => add(choice)}
                onKeyDown={onKeyDown}
              >
                {choice.text}
                {choice.detail && <span class="muted">{choice.detail}</span>}
              </div>
            ))}
          </div>
        )}
      </div>
      {below && (
        <p id={`${id}-below`} class={error ? 'field-error' : 'field-hint'} role={error ? 'alert' : undefined}>
          {below}
        </p>
      )}
    </div>
  );
}

/** What can still be chosen and holds every typed word, as much as is offered at once. */
export function offeredOf(choices: readonly Choice[], chosen: readonly string[], typed: string): Choice[] {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const taken = new Set(chosen);
  return choices
    .filter(({ value, text, detail = '' }) => {
      const all = `${text} ${detail} ${value}`.toLowerCase();
      return !taken.has(value) && parts.every((part) => all.includes(part));
    })
    .slice(0, OFFERED);
}

/** What was offered, and what is typed as it stands unless it is there already. */
function withTyped(
  offered: Choice[],
  chosen: readonly string[],
  typed: string,
  say: ((text: string) => string) | undefined,
): Choice[] {
  const value = typed.trim();
  if (!say || value === '' || chosen.includes(value) || offered.some((choice) => choice.value === value))
    return offered;
  return [...offered, { value, text: say(value) }];
}

/** The list with one entry moved by a place. */
export function moved<Item>(items: readonly Item[], at: number, by: 1 | -1): Item[] {
  const all = [...items];
  const [item] = all.splice(at, 1);
  all.splice(at + by, 0, item);
  return all;
}

/** Several of a few: a button for each. */
export function ToggleMany<Value extends string>(options: {
  label: string;
  choices: readonly { value: Value; text: string }[];
  value: readonly Value[];
  onChange(value: Value[]): void;
}) {
  const { label, choices, value, onChange } = options;
  return (
    <fieldset class="toggles">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={value.includes(choice.value)}
          onClick={() =>
            onChange(
              // In the order in which they are offered, whatever the order in which they were chosen.
              choices
                .map((each) => each.value)
                .filter((each) => (each === choice.value) !== value.includes(each)),
            )
          }
        >
          {choice.text}
        </button>
      ))}
    </fieldset>
  );
}
