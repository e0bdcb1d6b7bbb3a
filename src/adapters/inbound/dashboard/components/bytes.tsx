import { formatBytes, formatBytesExactly } from '../i18n/format.ts';

export function Bytes({ value }: { readonly value: number }) {
  return (
    <data class="number" value={String(value)} title={formatBytesExactly(value)}>
      {formatBytes(value)}
    </data>
  );
}
