export interface RestoreBackupCommand {
  /** File name of a backup, or its path. */
  readonly filename: string;
  readonly targetPath: string;
  /** Whether an existing file at the target may be replaced. */
  readonly overwrite: boolean;
}

export interface RestoreBackupResult {
  readonly filename: string;
  readonly restoredTo: string;
  /** How the target was replaced. */
  readonly method: 'file';
  readonly databaseBytes: number;
  readonly databaseSha256: string;
  readonly durationMs: number;
}
