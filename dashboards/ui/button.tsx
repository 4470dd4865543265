import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonOptions {
  children?: ComponentChildren;
  icon?: IconName;
  /** Said to screen readers and shown as a hint where there is only an icon. */
  label?: string;
  look?: 'plain' | 'primary' | 'danger' | 'quiet';
  type?: 'button' | 'submit';
  disabled?: boolean;
  pressed?: boolean;
  onClick?(): void;
}

export function Button(options: ButtonOptions) {
  const { children, icon, label, look = 'plain', type = 'button', disabled, pressed, onClick } = options;
  return (
    <button
      type={type}
      class={`button ${look}${children ? '' : ' square'}`}
      title={children ? undefined : label}
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A row of choices of which one holds. */
export function Segments<Value extends string>(options: {
  label: string;
  value: Value | null;
  choices: readonly { value: Value; text: string; icon?: IconName }[];
  onChoose(value: Value): void;
}) {
  const { label, value, choices, onChoose } = options;
  return (
    <fieldset class="segments" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          aria-label={choice.icon ? choice.text : undefined}
          title={choice.icon ? choice.text : undefined}
          onClick={() => onChoose(choice.value)}
        >
          {choice.icon ? <Icon name={choice.icon} /> : choice.text}
        </button>
      ))}
    </fieldset>
  );
}
