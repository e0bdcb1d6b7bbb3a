import type { TestedStore } from '../../../../application/test-stores.ts';
import { testedStoreDocument } from '../../documents/stores.ts';
import type { StoreRef } from '../cli-environment.ts';
import { printable } from './printable.ts';
import { renderTable } from './table.ts';

export function storesDocument(stores: readonly StoreRef[]): readonly object[] {
  return stores.map(({ name, type, location }) => ({ name, type, location }));
}

export function storesText(stores: readonly StoreRef[]): string {
  return renderTable(
    ['NAME', 'TYPE', 'LOCATION'],
    stores.map(({ name, type, location }) => [name, type, location]),
  );
}

export function testedStoresDocument(tested: readonly TestedStore[]): readonly object[] {
  return tested.map(testedStoreDocument);
}

export function testedStoresText(tested: readonly TestedStore[]): string {
  const lines = tested.flatMap(({ store, location, result, checks }) => [
    `${store}: ${result}  ${printable(location)}`,
    ...checks.flatMap((check) => [
      `  ${check.result === 'ok' ? 'ok     ' : check.result.padEnd(7)}  ${check.name.padEnd(6)}  ${printable(check.detail)}`,
      ...(check.hint === '' ? [] : [`           hint: ${printable(check.hint)}`]),
    ]),
  ]);
  return lines.join('\n');
}
