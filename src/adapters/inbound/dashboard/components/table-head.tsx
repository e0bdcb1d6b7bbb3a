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
