import { computed } from '@preact/signals';
import { stores } from './data.ts';

/** The stores in which hosts report. */
export const remoteStores = computed<readonly string[]>(() =>
  (stores.value.value?.stores ?? []).filter(({ remote }) => remote).map(({ name }) => name),
);
