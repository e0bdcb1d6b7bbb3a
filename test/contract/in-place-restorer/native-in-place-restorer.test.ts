import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { NativeInPlaceRestorer } from '../../../src/adapters/outbound/in-place-restorer/native-in-place-restorer.ts';
import type { Holder } from '../../../src/application/ports/in-place-restorer.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { PythonProcess } from '../../support/python-process.ts';
import { describeInPlaceRestorer, type OldTarget } from './in-place-restorer.contract.ts';
import { replacementKilledAt } from './killed-process.ts';
import { Scene, type TargetKind } from './scene.ts';

const KINDS: Readonly<Record<OldTarget, TargetKind>> = {
  nothing: 'nothing',
  garbage: 'garbage',
  'rollback mode': 'rollback mode',
  'WAL mode, another page size': 'WAL mode, another page size, rows in the log',
};
const restorer = new NativeInPlaceRestorer(new TaskProcess(taskWorkerPath()));

describeInPlaceRestorer('NativeInPlaceRestorer', async (old) => {
  const scene = await Scene.create(KINDS[old]);
  if (scene === undefined) throw new Error('none of these is mounted');
  let writer: PythonProcess | undefined;
  return {
    restorer,
    target: scene.target,
    content: async () => {
      // It may be inside a transaction, and nobody else could look.
      await writer?.kill();
      return scene.content();
    },
    files: () => scene.files(),
    prepare: () => scene.prepare(),
    startWriter: async (): Promise<Holder> => {
      writer = await PythonProcess.start(
        `db = sqlite3.connect(path, isolation_level=None)
db.execute('BEGIN EXCLUSIVE')
stay()`,
        scene.target,
      );
      return { pid: writer.pid, command: 'python3', lock: 'write' };
    },
    killReplacement: async (method, when) => {
      const { path, sha256 } = await scene.prepare();
      const request = { preparedPath: path, targetPath: scene.target, method, databaseSha256: sha256 };
      const after = method === 'file' ? 'swapped' : 'committed';
      await replacementKilledAt(
        'replace',
        { ...request, busyTimeoutMs: 1000 },
        when === 'before' ? 'recorded' : after,
      );
    },
    dispose: async () => {
      await writer?.kill();
      await scene.dispose();
    },
  };
});
