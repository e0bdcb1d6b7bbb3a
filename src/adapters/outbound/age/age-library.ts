import type * as Age from 'age-encryption';

export type { Recipient } from 'age-encryption';

/** Loaded where something is encrypted or an encrypted file is opened: it costs 30 ms, and most runs need neither. */
export async function ageLibrary(): Promise<typeof Age> {
  return import('age-encryption');
}
