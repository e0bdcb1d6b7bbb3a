import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { existsSync, readFileSync } from 'node:fs';
import { until } from '../support/cli-process.ts';
import { processesIn } from '../support/process-table.ts';
import type { ServiceProcess } from '../support/service-process.ts';
import { StoppingPoints } from '../support/stopping-points.ts';
import { createLargeDatabase } from '../support/writers.ts';
import { Workspace, type ListedDocument } from './workspace.ts';

interface Run {
  readonly operation: string;
  readonly outcome: string;
}

const CAPTURES_OF_EACH = 4;
/** More runs than there can be. */
const MANY = '1000';

describe('two services and a command line on one backup directory', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let points: StoppingPoints;
  let services: readonly ServiceProcess[];
  let first: ServiceProcess;
  let second: ServiceProcess;
  beforeEach(async () => {
    workspace = Workspace.create().with({
      // Nothing is to run or to go but what the test asks for.
      env: { BACKUP_DATABASE_PATH: 'app.db', BACKUP_CLEANUP_AFTER_CREATE: 'false' },
    });
    points = new StoppingPoints(workspace.path('points'));
    await createLargeDatabase(workspace.path('app.db'), 10);
    services = [];
    first = await workspace.with({ env: points.env }).serve();
    services = [first];
    second = await workspace.serve();
    services = [first, second];
  });
  afterEach(async () => {
    await Promise.all(services.map((service) => service.stop('SIGKILL')));
    for (const pid of processesIn(workspace.folder)) process.kill(pid, 'SIGKILL');
    workspace.remove();
  });

  const create = async ({
    url,
  }: ServiceProcess): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await fetch(`${url}/api/backup/create`, { method: 'POST' });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const told = async (): Promise<readonly string[]> => {
    const runs = await workspace.document<readonly Run[]>(
      'history',
      '--operation',
      'create',
      '--limit',
      MANY,
    );
    return runs.map(({ operation, outcome }) => `${operation} ${outcome}`);
  };
  /** How many creates have come to a good end, their lock let go of, by the journal's own lines. */
  const succeeded = (): number => {
    const journal = `${workspace.backupDir}/.state/journal.jsonl`;
    const lines = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : [];
    return lines.filter(
      (line) => line.includes('"operation":"create"') && line.includes('"outcome":"succeeded"'),
    ).length;
  };

  it('capture one at a time; the second is refused and recorded', async () => {
    points.arm('capturing');
    const capture = create(first);
    const capturing = await points.reached('capturing');
    const refused = await create(second);
    expect(refused.status).to.equal(409);
    expect(refused.body).to.include({ code: 'OPERATION_IN_PROGRESS' });
    expect(refused.body['detail']).to.match(/create .* is running on app/);
    expect((await workspace.run('create')).exitCode).to.equal(10);
    expect(await told()).to.have.members(['create running', 'create skipped', 'create skipped']);
    process.kill(capturing, 'SIGCONT');
    expect((await capture).status).to.equal(201);
    expect(await told()).to.have.members(['create succeeded', 'create skipped', 'create skipped']);
  });

  it('lose no backup and list none twice under concurrent operations', async () => {
    const made: string[] = [];
    let skipped = 0;
    const again = async (attempt: () => Promise<string | undefined>): Promise<void> => {
      for (let captures = 0; captures < CAPTURES_OF_EACH;) {
        const before = succeeded();
        const filename = await attempt();
        if (filename === undefined) {
          skipped += 1;
          // What was in the way held the lock after `before`, so its end was not counted there.
          await until(() => succeeded() > before, 'the capture that was in the way is made');
        } else {
          made.push(filename);
          captures += 1;
        }
      }
    };
    const overHttp = (service: ServiceProcess) => async (): Promise<string | undefined> => {
      const { status, body } = await create(service);
      if (status === 201) return body['filename'] as string;
      expect(body).to.include({ code: 'OPERATION_IN_PROGRESS', status: 409 });
      return undefined;
    };
    const overCli = async (): Promise<string | undefined> => {
      const { exitCode, stdout } = await workspace.run('create', '--json');
      if (exitCode === 0) return (JSON.parse(stdout) as { filename: string }).filename;
      expect(exitCode, stdout).to.equal(10);
      return undefined;
    };
    await Promise.all([again(overHttp(first)), again(overHttp(second)), again(overCli)]);

    expect(new Set(made).size).to.equal(3 * CAPTURES_OF_EACH);
    const lists = await Promise.all([
      ...services.map(async ({ url }) => {
        const answer = await fetch(`${url}/api/backup/list`);
        return ((await answer.json()) as { readonly backups: readonly ListedDocument[] }).backups;
      }),
      workspace.list(),
    ]);
    for (const list of lists) {
      expect(list.map(({ filename }) => filename)).to.have.members(made);
      expect(list.every(({ verified }) => verified)).to.equal(true);
    }
    expect(workspace.dataFiles()).to.have.members(made);
    const runs = await told();
    expect(runs.filter((run) => run === 'create succeeded')).to.have.lengthOf(made.length);
    expect(runs.filter((run) => run === 'create skipped')).to.have.lengthOf(skipped);
    expect(runs).to.have.lengthOf(made.length + skipped);
    expect(workspace.staged()).to.deep.equal([]);
  });
});
