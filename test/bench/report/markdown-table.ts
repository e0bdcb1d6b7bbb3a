/** A table with aligned columns, readable as source text. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  numericFrom = header.length,
): string {
  const widths = header.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column >= numericFrom)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column >= numericFrom ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

function pad(cell: string, width: number, toTheRight: boolean): string {
  return toTheRight ? cell.padStart(width) : cell.padEnd(width);
}
