import { useRef, useState } from 'preact/hooks';
import { useText } from '../../../ui/context.ts';

/** A file by the mouse or by the keyboard; and where a template is. */
export function ChooseFile({ onChosen }: { onChosen(bytes: ArrayBuffer): void }) {
  const { words, formats } = useText();
  const text = words.bulk;
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);

  async function take(files: FileList | null | undefined): Promise<void> {
    const file = files?.[0];
    if (!file) return;
    // Read at once: the file that was looked at is the one that is imported, even if it is saved again meanwhile.
    onChosen(await file.arrayBuffer());
  }

  return (
    <>
      <p class="muted">{text.importHint}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the field inside is the keyboard's */}
      <div
        class={isOver ? 'file-drop over' : 'file-drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          void take(event.dataTransfer?.files);
        }}
      >
        <span class="muted">{text.importDrop}</span>
        <label class="button plain file-choice">
          {text.importFile}
          <input
            ref={input}
            class="hidden-text"
            type="file"
            accept=".csv,.txt,.xlsx,text/csv"
            onChange={(event) => void take(event.currentTarget.files)}
          />
        </label>
      </div>
      <p class="muted">{text.importLimits}</p>
      <p>
        {(['xlsx', 'csv'] as const).map((format) => (
          <a
            key={format}
            class="template-link"
            href={exportAddress(format, formats.language, { template: '1' })}
            download
          >
            {text.template} (.{format})
          </a>
        ))}
      </p>
    </>
  );
}

/** Where an export is fetched. */
export function exportAddress(
  format: 'csv' | 'xlsx',
  language: string,
  others: Record<string, string> = {},
): string {
  return `api/v1/targets/export?${new URLSearchParams({ format, language, ...others })}`;
}
