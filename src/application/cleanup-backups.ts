export interface CleanupBackupsCommand {
  /** Only this database's backups; `undefined` cleans up all. */
  readonly database?: string | undefined;
  /** Decide and report, remove nothing. */
  readonly dryRun: boolean;
}

export interface CleanupBackupsResult {
  readonly removed: readonly { readonly filename: string; readonly reason: string }[];
  readonly kept: readonly { readonly filename: string; readonly reason: string }[];
  readonly failed: readonly { readonly filename: string; readonly error: string }[];
  readonly dryRun: boolean;
}
