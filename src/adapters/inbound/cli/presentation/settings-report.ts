import { renderTable } from './table.ts';

export interface SettingInForce {
  readonly key: string;
  readonly value: unknown;
  readonly source: string;
}

export function settingsDocument(settings: readonly SettingInForce[]): object {
  return Object.fromEntries(
    settings.map(({ key, value, source }) => [key, { value: value ?? null, source }]),
  );
}

export function settingsText(settings: readonly SettingInForce[]): string {
  return renderTable(
    ['KEY', 'VALUE', 'SOURCE'],
    settings.map(({ key, value, source }) => [key, valueText(value), source]),
  );
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
