import type { ComponentChildren } from 'preact';
import { Name } from './text.tsx';

interface TableHeadProps {
  readonly columns: readonly { readonly text: string; readonly class?: string }[];
}

/** The roles stay when the styles change the display of the table. */
export function TableHead({ columns }: TableHeadProps) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        {columns.map(({ text, class: className }) => (
          <th key={text} role="columnheader" scope="col" class={className}>
            {text}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface CaptionedTableProps extends TableHeadProps {
  readonly label: string;
  readonly caption: string;
  readonly children: ComponentChildren;
}

/** Scrolls sideways on a phone. */
export function CaptionedTable({ label, caption, columns, children }: CaptionedTableProps) {
  return (
    <div class="month-table" role="region" aria-label={label} tabIndex={0}>
      <table class="table">
        <caption>
          <Name>{caption}</Name>
        </caption>
        <TableHead columns={columns} />
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
