import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { FaultProcess } from '../../support/fault-process.ts';
import { pseudoRandomNumber } from '../../support/fault-pseudo-random.ts';
import { PythonProcess } from '../../support/python-process.ts';
import { replacementRun } from './killed-process.ts';
import { Scene } from './scene.ts';

const KILLS = 8;
const LATEST_KILL_MS = 900;

/** One connection that stays open and reads again and again; it reports what it read. */
const READER = `
import json, threading
seen, looked, ending = {}, threading.Event(), threading.Event()
def look():
    db = sqlite3.connect(path, timeout=20, isolation_level=None)
    is_last = False
    while not is_last:
        # Asked before the look: the last one begins when all that is to be seen has been done.
        is_last = ending.is_set()
        rows = tuple(db.execute('SELECT tag, count(*) FROM item GROUP BY tag').fetchall())
        seen[str(rows)] = seen.get(str(rows), 0) + 1
        looked.set()
thread = threading.Thread(target=look)
thread.start()
looked.wait()
stay()
ending.set()
thread.join()
with open(os.path.dirname(path) + '/../report.json', 'w') as file: json.dump(seen, file)
`;

const OLD = "(('old', 900),)";
const NEW = "(('new', 700),)";

describe('A reader with the target open', () => {
  let scene: Scene | undefined;
  let reader: PythonProcess | undefined;

  afterEach(async () => {
    await reader?.kill();
    await scene?.dispose();
  });

  for (const kind of ['rollback mode', 'WAL mode, rows in the log'] as const) {
    it(`sees only old or new content while replacements are killed: ${kind}`, async () => {
      scene = (await Scene.create(kind))!;
      reader = await PythonProcess.start(READER, scene.target);
      for (let kill = 0; kill < KILLS; kill += 1) {
        const request = JSON.stringify(await scene.request('sqlite', 20_000));
        const dying = new FaultProcess('fault-replacing-process.ts', ['replace', request]);
        await dying.line();
        const timer = setTimeout(() => void dying.kill(), pseudoRandomNumber(kill, LATEST_KILL_MS));
        await dying.exited;
        clearTimeout(timer);
      }
      expect((await replacementRun('replace', await scene.request('sqlite', 20_000))).at(-1)).to.equal(
        'ended undefined',
      );
      await reader.stop();
      const report = JSON.parse(await readFile(`${scene.folder}/report.json`, 'utf8')) as object;
      expect(report).to.have.all.keys(OLD, NEW);
      expect(await scene.content()).to.equal('new');
    }).timeout(120_000);
  }
});
