export interface RunPreflightCommand {
  /** The databases to look at; none looks at the installation alone. */
  readonly sources: readonly { readonly path: string; readonly database?: string | undefined }[];
}

export interface PreflightFinding {
  readonly name: string;
  /** The database path it is about; `undefined` for the installation as a whole. */
  readonly subject: string | undefined;
  readonly result: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** What to do; empty when ok. */
  readonly hint: string;
}

export interface PreflightReport {
  readonly result: 'ok' | 'warning' | 'failed';
  readonly findings: readonly PreflightFinding[];
}
