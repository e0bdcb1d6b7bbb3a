import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { changeRow, createType, fillRows, type CreatedPoint } from './chain-of-rows.ts';
import { Workspace } from './workspace.ts';

describe('two managers of one database, with a state directory each', function () {
  this.timeout(180_000);
  let workspace: Workspace;
  let database: string;

  beforeEach(async () => {
    workspace = Workspace.create();
    database = workspace.path('app.db');
    await fillRows(database);
  });
  afterEach(() => workspace.remove());

  it('make a chain each in the same backup directory, and every restore point is right', async () => {
    const managers = ['one', 'two'].map((name) =>
      workspace.with({ env: { BACKUP_STATE_DIR: workspace.path(name) } }),
    );
    const points: { readonly created: CreatedPoint; readonly content: Buffer }[] = [];
    for (const turn of [0, 1, 2, 3, 4, 5]) {
      await changeRow(database, 30 * turn + 1, `turn ${String(turn)}`);
      const created = await createType(managers[turn % 2]!, 'incr');
      points.push({ created, content: readFileSync(database) });
    }
    expect(points.map(({ created }) => created.type)).to.deep.equal([
      'full',
      'full',
      'incr',
      'incr',
      'incr',
      'incr',
    ]);
    for (const [index, { created, content }] of points.entries()) {
      const target = workspace.path(`restored-${String(index)}.db`);
      await managers[index % 2]!.document('restore', created.filename, '--to', target);
      expect(readFileSync(target).equals(content), created.filename).to.equal(true);
    }
  });
});
