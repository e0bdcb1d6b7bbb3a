import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { InPlaceRestorer, TargetSurvey } from '../../../application/ports/in-place-restorer.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import { hasLeftovers } from './replacement-files.ts';

/**
 * For a Node without its own SQLite: nothing else can hold SQLite's locks, and replacing without them is unsafe, because
 * an application with the target open would mix old and new pages.
 */
export class UnavailableInPlaceRestorer implements InPlaceRestorer {
  readonly supports = { replace: false };

  async survey(): Promise<TargetSurvey> {
    return Promise.reject(refusal());
  }

  async replace(): Promise<string | undefined> {
    return Promise.reject(refusal());
  }

  /** @throws UsageException a newer Node left files to recover */
  async recover(targetPath: string): Promise<'nothing'> {
    const target = await realpath(targetPath).catch(() => resolve(targetPath));
    if (await hasLeftovers(target)) throw refusal();
    return 'nothing';
  }
}

function refusal(): UsageException {
  return new UsageException(`restoring in place needs Node >= 22.16; this is ${process.version}`, {
    hint: 'Use a newer Node, or stop the application and restore with --to PATH --force.',
  });
}
