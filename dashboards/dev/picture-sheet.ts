/** One picture with what is on it. */
export interface Picture {
  file: string;
  name: string;
  size: string;
  language: string;
  theme: string;
}

const STYLE = `body{font:14px/1.5 system-ui,sans-serif;margin:1.5rem;background:#e9eef3;color:#16202b}
h2{margin:2rem 0 .5rem}figure{display:inline-block;margin:0 .75rem .75rem 0;vertical-align:top}
img{display:block;max-height:22rem;max-width:100%;border:1px solid #b9c4cf}figcaption{color:#46545f}
pre{white-space:pre-wrap;background:#fff;padding:1rem}`;

/** A page with all of them, one section a page, the faults on top. */
export function pictureSheet(pictures: readonly Picture[], faults: readonly string[]): string {
  const sections = [...Map.groupBy(pictures, ({ name }) => name)].map(
    ([name, all]) => `<h2 id="${name}">${name}</h2>${all.map(figure).join('')}`,
  );
  const links = [...new Set(pictures.map(({ name }) => `<a href="#${name}">${name}</a>`))].join(' · ');
  const found = faults.length > 0 ? `<pre>${asText(faults.join('\n'))}</pre>` : '<p>No faults.</p>';
  return `<!doctype html><meta charset="utf-8"><title>Ward, pictures</title><style>${STYLE}</style>
<h1>Ward</h1><p>${links}</p>${found}${sections.join('\n')}\n`;
}

function figure({ file, size, language, theme }: Picture): string {
  return `<figure><a href="${file}"><img src="${file}" loading="lazy" alt=""></a><figcaption>${size} · ${language} · ${theme}</figcaption></figure>`;
}

function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
