import type { KeyCheck } from '../../domain/encryption/key-check.ts';

/**
 * The keys of encrypted backups.
 *
 * **Guarantees**
 * - creates an identity that opens what its recipient can read
 * - creates an identity file that only its owner can read
 * - keeps an existing file
 * - opens a sample with the configured identities
 */
export interface EncryptionKeys {
  /**
   * Writes a new identity to a new file, durable on return.
   * @throws UsageException a file is at the path
   * @throws BackupDirectoryException no permission, no space, no such directory
   */
  createIdentity(path: string, createdAt: Date): Promise<NewIdentity>;
  /**
   * Encrypts a few bytes as `create` does, and opens them as `restore` does.
   * @throws ConfigurationException a recipient or a key file cannot be used
   */
  check(options: { readonly signal: AbortSignal }): Promise<KeyCheck>;
}

/** The identity itself is only in the file. */
export interface NewIdentity {
  /** The public part, for `encryption_recipients`. */
  readonly recipient: string;
}
