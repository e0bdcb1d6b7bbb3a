import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { driveService, megabytes } from '../campaign/service/drive-service.ts';
import { execute } from '../support/writers.ts';
import type { ServiceProcess } from '../support/service-process.ts';
import { Workspace } from './workspace.ts';

/** A short form of `npm run campaign:service`; what is left of every request or capture shows even here. */
const PLAN = { requests: 4000, captures: 12, slices: 6 };
/** V8 takes room in steps of several megabytes; a leak of 40 KB at each request is more than this. */
const MOST_GROWTH_BYTES = 80e6;

describe('the memory of a service', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let service: ServiceProcess;
  beforeEach(async () => {
    workspace = Workspace.create().with({
      env: { BACKUP_DATABASE_PATH: 'app.db', BACKUP_LOG_LEVEL: 'warn' },
    });
    await execute(workspace.path('app.db'), 'CREATE TABLE item (name TEXT)');
    service = await workspace.serve();
  });
  afterEach(async () => {
    await service.stop('SIGKILL');
    workspace.remove();
  });

  it('does not grow with what it has done', async () => {
    const { idle, samples, growth } = await driveService(service, PLAN);
    expect(workspace.dataFiles()).to.have.lengthOf(PLAN.captures);
    const told = [idle, ...samples].map(megabytes).join('\n');
    expect(growth.privateBytes, told).to.be.below(MOST_GROWTH_BYTES);
  });
});
