import { InMemoryArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/in-memory-artifact-extractor.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { describeArtifactExtractor } from './artifact-extractor.contract.ts';

describeArtifactExtractor('InMemoryArtifactExtractor', async () => {
  const disk = new InMemoryDisk();
  let files = 0;
  const newPath = () => `/disk/${(files += 1)}`;
  return {
    extractor: new InMemoryArtifactExtractor(disk),
    store: async (image) => {
      const path = newPath();
      disk.write(path, image);
      return path;
    },
    damage: async (path) => disk.write(path, 'garbage'),
    destination: newPath,
    unwritableDestination: async () => {
      disk.readOnly = true;
      return newPath();
    },
    read: async (path) => disk.read(path),
    freeBytes: async () => disk.freeBytes,
    dispose: async () => {},
  };
});
