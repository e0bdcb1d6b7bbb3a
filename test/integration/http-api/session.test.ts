import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ApiWorld } from '../../support/api-world.ts';
import { fetchOpenApi, operationsOf } from '../../support/openapi-checks.ts';

interface SessionDocument {
  readonly name: string | null;
  readonly scope: string | null;
  readonly may: readonly string[];
}

describe('session through the API', () => {
  let world: ApiWorld;

  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
  });
  afterEach(async () => world.close());

  const sessionOf = async (token: string | null): Promise<SessionDocument> => {
    const response = await world.ask('GET', '/api/backup/session', { token });
    expect(response.status).to.equal(200);
    return (await response.json()) as SessionDocument;
  };

  /** The operations that let the caller in. What is asked for is nonsense, so that none does anything. */
  async function admitted(token: string | null): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { operationId, method, path } of operationsOf(await fetchOpenApi(world))) {
      const address = path.replaceAll(/\{\w+\}/g, 'app');
      const { status } = await world.ask(method, `${address}?nonsense=1`, { token });
      expect(status, operationId).to.be.oneOf([400, 401, 403]);
      if (status === 400) found.push(operationId);
    }
    return found.sort();
  }

  for (const token of ['read', 'operate', 'admin', null]) {
    it(`lists the operations for ${token === null ? 'a local caller without a token' : `a token of the scope ${token}`}`, async () => {
      const { name, scope, may } = await sessionOf(token);
      expect({ name, scope }).to.deep.equal({ name: token === null ? null : 'test', scope: token });
      expect([...may].sort()).to.deep.equal(await admitted(token));
    });
  }

  it('lists other operations for other scopes', async () => {
    const may = async (token: string | null): Promise<readonly string[]> => (await sessionOf(token)).may;
    expect(await may('read'))
      .to.include.members(['getSession', 'getHealth'])
      .and.not.include('createBackup');
    expect(await may('operate'))
      .to.include('createBackup')
      .and.not.include('restoreBackup');
    expect(await may('admin')).to.include.members(['restoreBackup', 'downloadBackup']);
    expect(await may(null))
      .to.include('createBackup')
      .and.not.include('restoreBackup');
  });

  it('refuses a wrong token', async () => {
    const response = await world.ask('GET', '/api/backup/session', { token: 'wrong' });
    expect(response.status).to.equal(401);
    expect(await response.json()).to.include({ code: 'UNAUTHORIZED' });
  });
});
