import './palette.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useText, useWard } from '../ui/context.ts';
import { Icon } from '../ui/icon.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { allEntries } from './entries.ts';
import type { Entry } from './entry.ts';
import { findBest } from './match.ts';
import { useInventorySearch } from './use-inventory-search.ts';

/** As many as fit a screen; who sees more types another letter. */
const MOST_SHOWN = 14;

/** Searching everything: a field, what was found below it, and the keys to choose. */
export function Palette({ onClose }: { onClose(): void }) {
  const ward = useWard();
  const { words, formats } = useText();
  const text = words.search;
  const element = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const known = useMemo(() => allEntries(ward), [ward, words]);
  const { entries: inInventories, state } = useInventorySearch(query);

  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    field.current?.focus();
    return () => dialog?.close();
  }, []);

  const found = useMemo(
    () => merge(findBest(known, query, MOST_SHOWN), inInventories),
    [known, query, inInventories],
  );
  const at = Math.min(chosen, found.length - 1);

  function open(entry: Entry | undefined): void {
    if (!entry) return;
    onClose();
    entry.open();
  }

  function press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (step !== undefined && found.length > 0) setChosen((at + step + found.length) % found.length);
    else if (event.key === 'Enter') open(found[at]);
    else return;
    event.preventDefault();
  }

  return (
    <dialog
      ref={element}
      class="palette"
      aria-label={text.title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <button
        type="button"
        class="palette-beside"
        tabIndex={-1}
        aria-label={words.shell.common.close}
        onClick={onClose}
      />
      <div class="palette-box">
        <label class="palette-field">
          <Icon name="search" />
          <span class="hidden-text">{text.hint}</span>
          <input
            ref={field}
            type="text"
            role="combobox"
            aria-expanded={found.length > 0}
            aria-controls="palette-list"
            aria-activedescendant={found.length > 0 ? `palette-${at}` : undefined}
            aria-autocomplete="list"
            placeholder={text.hint}
            value={query}
            autocomplete="off"
            spellcheck={false}
            onKeyDown={press}
            onInput={(event) => {
              setQuery(event.currentTarget.value);
              setChosen(0);
            }}
          />
        </label>
        <div id="palette-list" class="palette-list" role="listbox" aria-label={text.title}>
          {found.map((entry, index) => (
            <Option
              key={entry.key}
              id={`palette-${index}`}
              entry={entry}
              chosen={index === at}
              onChoose={() => setChosen(index)}
              onOpen={() => open(entry)}
              onPress={press}
            />
          ))}
        </div>
        <p class="palette-foot muted" role="status">
          {footOf()}
        </p>
      </div>
    </dialog>
  );

  function footOf(): string {
    if (query.trim() === '') return text.empty;
    if (found.length > 0) return `${text.found(formats.number(found.length))} · ${text.keys}`;
    if (state === 'asking') return text.lookingIn;
    return state === 'failed' ? text.inventoryFailed : text.nothing(query.trim());
  }
}

function Option(options: {
  id: string;
  entry: Entry;
  chosen: boolean;
  onChoose(): void;
  onOpen(): void;
  onPress(event: KeyboardEvent): void;
}) {
  const { id, entry, chosen, onChoose, onOpen, onPress } = options;
  const { words } = useText();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    // The field keeps the focus and the keys: an option only needs the pointer.
    <div
      ref={element}
      id={id}
      class="palette-option"
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      onPointerMove={onChoose}
      onClick={onOpen}
      onKeyDown={onPress}
    >
      <span class="palette-mark">
        {entry.state && <StateMark mark={entry.state} label={words.states.machine[entry.state]} />}
      </span>
      <span class="clip">{entry.title}</span>
      <span class="clip muted">{entry.below}</span>
      <span class="palette-kind muted">{words.search.kinds[entry.kind]}</span>
    </div>
  );
}

/** What both know stands once. */
function merge(first: readonly Entry[], more: readonly Entry[]): Entry[] {
  const keys = new Set(first.map(({ key }) => key));
  return [...first, ...more.filter(({ key }) => !keys.has(key))].slice(0, MOST_SHOWN);
}
