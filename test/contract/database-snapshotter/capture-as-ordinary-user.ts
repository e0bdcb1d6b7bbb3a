import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Engine } from '../../../src/domain/backup/manifest.ts';

export interface CaptureAnswer {
  /** `captured`, or the exception's code. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The user `nobody`, on every Linux. */
const NOBODY = 65534;
const SCRIPT = fileURLToPath(new URL('./run-capture.ts', import.meta.url));

/**
 * Captures as a user without root's rights: root runs it as `nobody`.
 * `undefined` where `nobody` cannot read this checkout.
 */
export async function captureAsOrdinaryUser(
  engine: Engine,
  sourcePath: string,
): Promise<CaptureAnswer | undefined> {
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const canRead = promisify(execFile)(process.execPath, ['--check', SCRIPT], { cwd: tmpdir(), ...user });
  if (
    !(await canRead.then(
      () => true,
      () => false,
    ))
  )
    return undefined;
  const destination = await mkdtemp(join(tmpdir(), 'backup-manager-'));
  try {
    await promisify(execFile)('chmod', ['777', destination]);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', SCRIPT, engine, sourcePath, join(destination, 'artifact')],
      { cwd: tmpdir(), ...user },
    );
    return JSON.parse(stdout) as CaptureAnswer;
  } finally {
    await rm(destination, { recursive: true, force: true });
  }
}
