import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { InPlaceRestorer, TargetSurvey } from '../../../application/ports/in-place-restorer.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import { hasLeftovers } from './replacement-files.ts';

/**
 * Where Node has no SQLite of its own nothing can hold SQLite's locks, and without them neither way is safe: an
 * application that has the target open would go on with half of it.
 */
export class UnavailableInPlaceRestorer implements InPlaceRestorer {
  readonly supports = { replace: false };

  async survey(): Promise<TargetSurvey> {
    return Promise.reject(refusal());
  }

  async replace(): Promise<string | undefined> {
    return Promise.reject(refusal());
  }

  /** @throws UsageException a newer Node has left something to recover */
  async recover(targetPath: string): Promise<'nothing'> {
    const target = await realpath(targetPath).catch(() => resolve(targetPath));
    if (await hasLeftovers(target)) throw refusal();
    return 'nothing';
  }
}

function refusal(): UsageException {
  return new UsageException(`restoring in place needs Node >= 22.16; this is ${process.version}`, {
    hint: 'Run it with a newer Node, or stop the application and restore to the path with --to PATH --force.',
  });
}
