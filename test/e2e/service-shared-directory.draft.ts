import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { ServiceProcess } from '../support/service-process.ts';
import { createLargeDatabase } from '../support/writers.ts';
import { childrenOf } from '../support/process-table.ts';
import { until } from '../support/cli-process.ts';
import { Workspace, type ListedDocument } from './workspace.ts';

interface Run {
  readonly operation: string;
  readonly outcome: string;
}

const CAPTURES_OF_EACH = 4;

describe('two services and a command line on one backup directory', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let services: readonly [ServiceProcess, ServiceProcess];
  before(async () => {
    workspace = Workspace.create().with({
      // Nothing is to run or to go but what the test asks for.
      env: { BACKUP_DATABASE_PATH: 'app.db', BACKUP_CLEANUP_AFTER_CREATE: 'false' },
    });
    await createLargeDatabase(workspace.path('app.db'), 10);
    services = [await workspace.serve(), await workspace.serve()];
  });
  after(async () => {
    await Promise.all(services.map((service) => service.stop('SIGKILL')));
    workspace.remove();
  });

  const create = async ({
    url,
  }: ServiceProcess): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await fetch(`${url}/api/backup/create`, { method: 'POST' });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const told = async (): Promise<readonly string[]> => {
    const runs = await workspace.document<readonly Run[]>('history');
    return runs
      .filter(({ operation }) => operation === 'create')
      .map(({ operation, outcome }) => `${operation} ${outcome}`);
  };

  it('capture one at a time: who comes second is refused, by name, and that is on record', async () => {
    const [first, second] = services;
    const capture = create(first);
    await until(() => workspace.stagedBytes() > 0, 'a capture has written something');
    const [capturing] = childrenOf(first.pid, 'capture-process');
    if (capturing === undefined) throw new Error('the capture was over before it could be stopped');
    process.kill(capturing, 'SIGSTOP');
    try {
      const refused = await create(second);
      expect(refused.status).to.equal(409);
      expect(refused.body).to.include({ code: 'OPERATION_IN_PROGRESS' });
      expect(refused.body['detail']).to.match(/create .* is at work on app/);
      expect((await workspace.run('create')).exitCode).to.equal(10);
      expect(await told()).to.include.members(['create skipped', 'create running']);
    } finally {
      process.kill(capturing, 'SIGCONT');
    }
    expect((await capture).status).to.equal(201);
    expect(await told()).to.have.members(['create succeeded', 'create skipped', 'create skipped']);
  });

  it('lose nothing and list nothing twice, however they get into each other’s way', async () => {
    const before = workspace.dataFiles().length;
    const historyBefore = (await told()).length;
    const [first, second] = services;
    const made: string[] = [];
    let skipped = 0;
    const again = async (attempt: () => Promise<string | undefined>): Promise<void> => {
      for (let captures = 0; captures < CAPTURES_OF_EACH;) {
        const seen = workspace.dataFiles().length;
        const filename = await attempt();
        if (filename === undefined) {
          skipped += 1;
          await until(() => workspace.dataFiles().length > seen, 'the capture that was in the way is made');
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
      const names = list.map(({ filename }) => filename);
      expect(names).to.have.members(workspace.dataFiles());
      expect(names)
        .to.have.lengthOf(before + made.length)
        .and.include.members(made);
      expect(list.every(({ verified }) => verified)).to.equal(true);
    }
    const runs = (await told()).slice(0, -historyBefore);
    expect(runs.filter((run) => run === 'create succeeded')).to.have.lengthOf(made.length);
    expect(runs.filter((run) => run === 'create skipped')).to.have.lengthOf(skipped);
    expect(runs).to.have.lengthOf(made.length + skipped);
    expect(workspace.staged()).to.deep.equal([]);
  });
});
