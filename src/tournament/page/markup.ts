/** HTML and SVG in which every text is escaped unless it was made here. */

/** Text that is already markup. */
export class Markup {
  constructor(
    /** Escaped text, to be written as it is. */
    readonly text: string,
  ) {}
}

/** What a template may contain. */
export type Part = Markup | string | number | null | false | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Escapes text for content and for quoted attributes. Control characters that no document may contain and bidirectional
 * overrides become the replacement character.
 */
function escapeText(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

function textOf(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return escapeText(String(part));
}

/** Template tag: `html\`<td>${name}</td>\``. Arrays are concatenated; null, undefined and false give nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, i) => text + textOf(parts[i - 1]) + string));
}

/**
 * A table that scrolls sideways where it is too wide. The first column holds row headings and is aligned left, as are
 * the columns with indices in `textColumns`; all others are aligned right.
 */
export function tableOf(
  head: readonly Part[],
  rows: readonly (readonly Part[])[],
  textColumns: readonly number[] = [],
): Markup {
  const isText = (column: number): boolean => column === 0 || textColumns.includes(column);
  const headCells = head.map((cell, i) => (isText(i) ? html`<th>${cell}</th>` : html`<th class="r">${cell}</th>`));
  const bodyRows = rows.map((row) => {
    const cells = row.map((cell, i) => {
      if (i === 0) return html`<th scope="row">${cell}</th>`;
      return isText(i) ? html`<td>${cell}</td>` : html`<td class="r">${cell}</td>`;
    });
    return html`<tr>${cells}</tr>`;
  });
  const thead = html`<thead><tr>${headCells}</tr></thead>`;
  return html`<div class="wide"><table>${thead}<tbody>${bodyRows}</tbody></table></div>`;
}

/** The text with its first letter as a capital. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
