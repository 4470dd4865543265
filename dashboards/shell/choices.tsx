import { THEMES } from '../state/preferences.ts';
import { Segments } from '../ui/button.tsx';
import { useText, useWard } from '../ui/context.ts';
import { errorText } from '../words/error-text.ts';
import { LANGUAGES } from '../words/language.ts';

/** Language and appearance; on the sign-in page too. */
export function Choices() {
  const { preferences, toasts } = useWard();
  const { words } = useText();
  return (
    <>
      <Segments
        label={words.shell.language}
        value={preferences.language.value}
        choices={LANGUAGES.map((value) => ({ value, text: words.shell.languages[value] }))}
        onChoose={(language) => {
          preferences
            .chooseLanguage(language)
            .catch((error: unknown) => toasts.say(errorText(words, error), 'bad'));
        }}
      />
      <Segments
        label={words.shell.theme}
        value={preferences.theme.value}
        choices={THEMES.map((value) => ({ value, text: words.shell.themes[value] }))}
        onChoose={(theme) => preferences.chooseTheme(theme)}
      />
    </>
  );
}
