import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { fileURLToPath } from 'node:url';
import { goneFromTable, hasProcessTable } from '../../support/process-table.ts';

describe('a child whose parent was killed', () => {
  it('ends by itself', async function () {
    if (!hasProcessTable) this.skip();
    const script = fileURLToPath(new URL('./hanging-parent.ts', import.meta.url));
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const childPid = Number(String(said));
    expect(() => process.kill(childPid, 0)).not.to.throw();
    parent.kill('SIGKILL');
    await goneFromTable(childPid);
  });
});
