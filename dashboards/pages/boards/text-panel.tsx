import type { ComponentChildren } from 'preact';

const ADDRESS = /(https?:\/\/[^\s<>"，。；）)]+)/;

/** Text with headlines, lists and links; nothing of it is taken for markup. */
export function TextPanel({ text }: { text: string }) {
  const blocks = text.split(/\n\s*\n/).filter((block) => block.trim() !== '');
  return (
    <div class="panel-body panel-text">
      {blocks.map((block, at) => (
        // Blocks of a text have no name but their place.
        <Block key={`${at}`} lines={block.split('\n')} />
      ))}
    </div>
  );
}

function Block({ lines }: { lines: readonly string[] }) {
  const [first, ...rest] = lines;
  if (first.startsWith('# '))
    return (
      <>
        <h4>{linked(first.slice(2))}</h4>
        {rest.length > 0 && <Block lines={rest} />}
      </>
    );
  if (lines.every((line) => line.startsWith('- ')))
    return (
      <ul class="text-list">
        {lines.map((line) => (
          <li key={line}>{linked(line.slice(2))}</li>
        ))}
      </ul>
    );
  return <p>{linked(lines.join('\n'))}</p>;
}

function linked(text: string): ComponentChildren {
  return text.split(ADDRESS).map((part) =>
    ADDRESS.test(part) ? (
      <a key={part} href={part} rel="noreferrer noopener" target="_blank">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
