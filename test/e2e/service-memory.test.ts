import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { driveService } from '../campaign/service/drive-service.ts';
import { LiveMemory } from '../support/live-memory.ts';
import { ServiceProcess } from '../support/service-process.ts';
import { execute } from '../support/writers.ts';
import { Workspace } from './workspace.ts';

/** The first half fills what is filled once, and compiles what is compiled. */
const HALF = { requests: 4000, captures: 6, slices: 1 };
/** What is remembered of the newest captures is some KB each, code comes and goes; a leak of 1 KB a request is more. */
const MOST_GROWTH_BYTES = 3e6;

describe('the memory of a service', function () {
  this.timeout(240_000);
  let workspace: Workspace;
  let live: LiveMemory;
  let service: ServiceProcess;
  beforeEach(async () => {
    workspace = Workspace.create();
    live = new LiveMemory(workspace.path('live-memory'));
    await execute(workspace.path('app.db'), 'CREATE TABLE item (name TEXT)');
    service = await ServiceProcess.start({
      cwd: workspace.folder,
      env: { BACKUP_DATABASE_PATH: 'app.db', BACKUP_LOG_LEVEL: 'warn', ...live.env },
      nodeFlags: live.nodeFlags,
    });
  });
  afterEach(async () => {
    await service.stop('SIGKILL');
    workspace.remove();
  });

  it('does not grow with the number of operations', async () => {
    await driveService(service, HALF);
    const before = await live.bytesOf(service.pid);
    await driveService(service, HALF);
    const growth = (await live.bytesOf(service.pid)) - before;
    expect(workspace.dataFiles()).to.have.lengthOf.greaterThan(0);
    expect(growth).to.be.below(MOST_GROWTH_BYTES);
  });
});
