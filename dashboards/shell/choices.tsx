import { CALL_FOR } from '../state/browser-calls.ts';
import { THEMES } from '../state/preferences.ts';
import { Segments } from '../ui/button.tsx';
import { useText, useWard } from '../ui/context.ts';
import { errorText } from '../words/error-text.ts';
import { LANGUAGES } from '../words/language.ts';
import { mayNotify } from './bell.ts';

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

/** How this browser calls its person when something new fires. Both offer the same words, so that each is named. */
export function CallChoices() {
  const { calls, toasts } = useWard();
  const { words } = useText();
  const choices = CALL_FOR.map((value) => ({ value, text: words.shell.calls.choices[value] }));
  return (
    <>
      <div class="menu-choice">
        <span aria-hidden="true">{words.shell.calls.sound}</span>
        <Segments
          label={words.shell.calls.sound}
          value={calls.sound.value}
          choices={choices}
          onChoose={(wanted) => calls.chooseSound(wanted)}
        />
      </div>
      <div class="menu-choice">
        <span aria-hidden="true">{words.shell.calls.popups}</span>
        <Segments
          label={words.shell.calls.popups}
          value={calls.popups.value}
          choices={choices}
          onChoose={(wanted) => {
            if (wanted === 'nothing') return calls.choosePopups(wanted);
            void mayNotify(window).then((may) => {
              if (may) calls.choosePopups(wanted);
              else toasts.say(words.shell.calls.notAllowed, 'bad');
            });
          }}
        />
      </div>
    </>
  );
}
