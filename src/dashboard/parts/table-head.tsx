import type { ComponentChildren } from 'preact';

interface Column {
  readonly title: ComponentChildren;
  readonly class?: string;
  /** Explanation that appears while the pointer rests on the heading. */
  readonly hint?: string;
  /** Accessible name, where the title is a drawing. */
  readonly label?: string;
}

/** The heading of a column of numbers, which are aligned at their right ends. */
export const numeric = (title: ComponentChildren, hint?: string): Column => ({
  title,
  class: 'number',
  ...(hint === undefined ? {} : { hint }),
});

/** The head of a table. */
export const TableHead = ({ columns }: { readonly columns: readonly (string | Column)[] }) => (
  <thead>
    <tr>
      {columns
        .map((column): Column => (typeof column === 'string' ? { title: column } : column))
        .map(({ title, class: className, hint, label }, i) => (
          <th scope="col" key={i} class={className} title={hint} aria-label={label}>
            {title}
          </th>
        ))}
    </tr>
  </thead>
);
