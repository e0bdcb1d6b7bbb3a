import { passed, refused, warned, type PreflightCheck } from '../health/preflight.ts';

/** Whether the configured identities or passphrase open what `create` writes. */
export type KeyCheck =
  | { readonly result: 'not_encrypted' }
  | { readonly result: 'opened'; readonly recipients: number }
  /** No identity is on this machine. */
  | { readonly result: 'no_identity'; readonly recipients: number }
  /** No configured identity belongs to a recipient. */
  | { readonly result: 'wrong_identity' };

const NAME = 'encryption';

export function encryptionPreflight(check: KeyCheck): PreflightCheck {
  switch (check.result) {
    case 'not_encrypted':
      return passed(NAME, 'off: backups are not encrypted');
    case 'opened':
      return passed(NAME, `for ${countOf(check.recipients)}; the identity here opens new backups`);
    case 'no_identity':
      return warned(
        NAME,
        `for ${countOf(check.recipients)}; no identity is on this machine, and restores need it`,
        'Keep the identity in a safe place, and run restore drills where it is. For restores here, set encryption_identity_file.',
      );
    case 'wrong_identity':
      return refused(
        NAME,
        'no identity in encryption_identity_file belongs to a recipient: it opens no new backup',
        'Set encryption_identity_file to the identity of a recipient, or correct encryption_recipients.',
      );
  }
}

function countOf(recipients: number): string {
  return recipients === 1 ? '1 recipient' : `${String(recipients)} recipients`;
}
