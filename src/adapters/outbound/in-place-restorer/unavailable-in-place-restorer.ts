import type { InPlaceRestorer, TargetSurvey } from '../../../application/ports/in-place-restorer.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';

/**
 * Where Node has no SQLite of its own nothing can hold SQLite's locks, and without them neither way is safe: an
 * application that has the target open would go on with half of it.
 */
export class UnavailableInPlaceRestorer implements InPlaceRestorer {
  async survey(): Promise<TargetSurvey> {
    throw refusal();
  }

  async replace(): Promise<void> {
    throw refusal();
  }

  async recover(): Promise<'nothing'> {
    throw refusal();
  }
}

function refusal(): UsageException {
  return new UsageException(`restoring in place needs Node >= 22.16; this is ${process.version}`, {
    hint: 'Run it with a newer Node, or stop the application and restore to the path with --to PATH --force.',
  });
}
