import { z } from 'zod';
import { isRecipient } from '../domain/encryption/recipient.ts';
import { text, unique } from './value-schemas.ts';

const recipient = text(
  'must be a recipient of age: age1 and 58 characters, as age-keygen and backup-manager key create print it',
  isRecipient,
);

/** A list, or a text with commas. */
export const encryptionRecipients = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').flatMap((name) => name.trim() || []) : value),
  z
    .array(recipient, 'must be a list of recipients of age, such as ["age1…"]')
    .superRefine(unique((name) => name, 'is there twice')),
);
