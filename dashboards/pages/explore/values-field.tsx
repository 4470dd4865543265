import { type Choice, ChooseMany } from '../../ui/choose-many.tsx';
import { useText } from '../../ui/context.ts';

/** Several values, of those that are known or typed: patterns, names that come only later. */
export function ValuesField(options: {
  label: string;
  value: readonly string[];
  choices: readonly Choice[];
  onChange(value: string[]): void;
}) {
  const { words } = useText();
  return <ChooseMany {...options} typed={words.explore.addValue} placeholder={words.explore.anything} />;
}
