/** Who can open a backup: the owners of the recipients' identities, or who knows the passphrase. */
export type EncryptionTarget =
  { readonly recipients: readonly string[] } | { readonly passphraseFile: string };

/** The files that open encrypted backups; absolute paths, read when a backup is opened. */
export interface KeyFiles {
  readonly identityFile?: string | undefined;
  readonly passphraseFile?: string | undefined;
}
