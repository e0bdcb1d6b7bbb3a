import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hasProgram } from '../../e2e/requirement.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';

const FOLDER = 'config/deploy/systemd';
/** Of ten; above it systemd calls a unit no longer "OK". */
const MOST_EXPOSURE = 2;

describe('the nightly systemd unit', () => {
  it('may reach the network: its messages go there', () => {
    const unit = readFileSync(join(FOLDER, 'backup-manager-create.service'), 'utf8');
    expect(unit).not.to.match(/^(?:PrivateNetwork=yes|IPAddressDeny=)/m);
    expect(unit).to.match(/^RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6$/m);
    expect(unit)
      .to.match(/^After=.*network-online\.target$/m)
      .and.match(/^Wants=network-online\.target$/m);
  });
});

describe('the systemd units', () => {
  let folder = '';

  /** The units as they are, with a program that is there: verify looks for it. */
  before(async function () {
    // Containers have no systemd; what it says of the units does not depend on the machine.
    if (!hasProgram('systemd-analyze', '--version')) this.skip();
    folder = await makeFolder();
    for (const name of readdirSync(FOLDER)) {
      const unit = readFileSync(join(FOLDER, name), 'utf8');
      writeFileSync(join(folder, name), unit.replaceAll('/usr/local/bin/backup-manager', process.execPath));
    }
  });

  after(async () => {
    if (folder !== '') await removeFolder(folder);
  });

  const analyze = (...argv: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('systemd-analyze', [...argv], { encoding: 'utf8' });
    return { status, text: stdout + stderr };
  };

  for (const name of readdirSync(FOLDER)) {
    it(`${name} is what systemd understands`, () => {
      const { status, text } = analyze('verify', '--man=no', join(folder, name));
      // Of the machine's own units it may have something to say as well.
      expect(
        text.split('\n').filter((line) => line.includes(folder) || line.includes('backup-manager')),
      ).to.deep.equal([]);
      expect(status).to.equal(0);
    });
  }

  for (const name of readdirSync(FOLDER).filter((unit) => unit.endsWith('.service'))) {
    it(`${name} may do little`, function () {
      const { text } = analyze('security', '--offline=true', join(folder, name));
      const exposure = /exposure level for \S+: ([\d.]+)/.exec(text)?.[1];
      // Older ones cannot judge a unit that is not installed.
      if (exposure === undefined) this.skip();
      expect(Number(exposure)).to.be.at.most(MOST_EXPOSURE);
    });
  }
});
