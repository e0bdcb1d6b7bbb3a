import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { problemsOf, TransferWriter, type TransferBackup } from '../support/writers.ts';
import { ENGINES, Workspace, type CreatedDocument, type EngineName } from './workspace.ts';

type JournalMode = 'wal' | 'delete';

/** How many backups are taken in a row, for each engine and journal mode: few in CI, E2E_CREATES=50 for a campaign. */
const CREATES = Number(process.env['E2E_CREATES'] ?? '15');
/** A writer that breathes proves less: only that sql.js succeeds when it can. */
const CREATES_BETWEEN_BREATHS = Math.ceil(CREATES / 5);
const JOURNAL_MODES: readonly JournalMode[] = ['wal', 'delete'];
/** Long enough for two readings of the whole database even on a slow machine. */
const BREATH_MS = 250;
/**
 * In rollback mode a writer without pause may keep readers waiting for a long time on a slow disk: native waits for
 * its turn. sql.js takes no lock, so it may have to give up, and does so soon here.
 */
const PATIENCE_OF: Readonly<Record<EngineName, Record<string, string>>> = {
  native: { BACKUP_BUSY_TIMEOUT_MS: '60000' },
  sqljs: { BACKUP_BUSY_TIMEOUT_MS: '500' },
};
/** Generous: it only bounds a hang. */
const TIMEOUT_PER_CREATE_MS = 70_000;
const DATABASE_ACCESS = 4;

interface Outcome {
  readonly backups: readonly TransferBackup[];
  readonly refusals: number;
}

interface Load {
  readonly engine: EngineName;
  readonly journalMode: JournalMode;
  readonly breathMs: number;
  readonly creates: number;
}

async function createAgainAndAgain(
  workspace: Workspace,
  writer: TransferWriter,
  engine: EngineName,
  creates: number,
): Promise<Outcome> {
  const backups: TransferBackup[] = [];
  let refusals = 0;
  for (let round = 0; round < creates; round += 1) {
    const acknowledged = writer.acknowledged();
    const ending = await workspace.run('create', writer.database, '--engine', engine, '--json');
    if (engine === 'sqljs' && ending.exitCode === DATABASE_ACCESS) refusals += 1;
    else {
      expect(ending.exitCode, ending.stderr + ending.stdout).to.equal(0);
      const { path, verified } = JSON.parse(ending.stdout) as CreatedDocument;
      expect(verified).to.equal(true);
      backups.push({ path, acknowledged });
    }
    expect(writer.acknowledged(), 'the writer goes on meanwhile').to.be.greaterThan(acknowledged);
  }
  return { backups, refusals };
}

/** Every backup that there is must be right, and there is one for each run that said so. */
async function judge({ engine, journalMode, breathMs, creates }: Load): Promise<Outcome> {
  const workspace = Workspace.create().with({ env: PATIENCE_OF[engine] });
  try {
    const writer = await TransferWriter.start(workspace.path('bank.db'), journalMode, breathMs);
    const outcome = await createAgainAndAgain(workspace, writer, engine, creates).finally(() =>
      writer.stop(),
    );
    expect(workspace.dataFiles()).to.have.length(outcome.backups.length);
    expect(workspace.staged()).to.deep.equal([]);
    expect(problemsOf(outcome.backups)).to.deep.equal([]);
    return outcome;
  } finally {
    workspace.remove();
  }
}

describe(`backups in a row (${CREATES}) of a database that is being written to`, function () {
  this.timeout(CREATES * TIMEOUT_PER_CREATE_MS);
  const summary: string[] = [];
  after(() => process.stdout.write(`\n${summary.map((line) => `    ${line}\n`).join('')}`));

  for (const journalMode of JOURNAL_MODES) {
    for (const engine of ENGINES) {
      it(`are fresh committed states without a pause (${engine}, ${journalMode})`, async () => {
        const { backups, refusals } = await judge({ engine, journalMode, breathMs: 0, creates: CREATES });
        summary.push(`${engine}, ${journalMode}: ${backups.length} backups, ${refusals} refusals`);
      });
    }

    it(`with short pauses succeed without a lock, too (sqljs, ${journalMode})`, async () => {
      const { backups, refusals } = await judge({
        engine: 'sqljs',
        journalMode,
        breathMs: BREATH_MS,
        creates: CREATES_BETWEEN_BREATHS,
      });
      summary.push(`sqljs, ${journalMode}, pauses: ${backups.length} backups, ${refusals} refusals`);
      expect(backups).to.not.have.length(0);
    });
  }
});

describe('check of these backups', () => {
  it('detects a missing acknowledged row', async () => {
    const workspace = Workspace.create();
    try {
      const writer = await TransferWriter.start(workspace.path('bank.db'), 'wal');
      const acknowledged = writer.acknowledged();
      const { path } = await workspace.create(writer.database).finally(() => writer.stop());
      expect(problemsOf([{ path, acknowledged }])).to.deep.equal([]);
      const [problem] = problemsOf([{ path, acknowledged: Number.MAX_SAFE_INTEGER }]);
      expect(problem).to.include('was acknowledged before the backup began');
    } finally {
      workspace.remove();
    }
  });
});
