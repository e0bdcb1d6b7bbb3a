import { InMemoryArtifactReader } from '../../../src/adapters/outbound/artifact-reader/in-memory-artifact-reader.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { describeArtifactReader } from './artifact-reader.contract.ts';

describeArtifactReader('InMemoryArtifactReader', async () => {
  const disk = new InMemoryDisk();
  return Promise.resolve({
    reader: new InMemoryArtifactReader(disk),
    put: async (content) => {
      disk.write('/backup/file', content);
      return Promise.resolve('/backup/file');
    },
    remove: async (path) => {
      disk.remove(path);
      return Promise.resolve();
    },
    dispose: async () => Promise.resolve(),
  });
});
