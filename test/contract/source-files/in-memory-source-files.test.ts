import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemorySourceFiles } from '../../../src/adapters/outbound/source-files/in-memory-source-files.ts';
import { describeSourceFiles } from './source-files.contract.ts';

describeSourceFiles('InMemorySourceFiles', async () => {
  const disk = new InMemoryDisk();
  const sourceFiles = new InMemorySourceFiles(disk);
  return {
    createSourceFiles: () => sourceFiles,
    newPath: (name) => `/data/${name}`,
    write: async (path, content) => disk.write(path, content),
    makeDirectory: async (path) => void sourceFiles.overrides.set(path, { kind: 'directory' }),
    makeLink: async (path, to) => void sourceFiles.overrides.set(path, { path: to }),
    dispose: async () => {},
  };
});
