// Joins the programs in dist/ into few files: they start three times as fast as from 600 modules. The library stays
// as tsc wrote it.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import license from 'rollup-plugin-license';
import { thirdParty } from './third-party.mjs';

/** Threads are loaded from the folder of the code that starts them, which is then dist/main/. */
function threads() {
  const files = readdirSync('dist/adapters', { recursive: true }).filter((name) =>
    name.endsWith('-worker.js'),
  );
  return Object.fromEntries(files.map((name) => [basename(name, '.js'), join('dist/adapters', name)]));
}

/** V8 uses two bytes for each letter of a file with one letter beyond ASCII: megabytes in every process. */
function ascii() {
  return {
    name: 'ascii',
    // Last: a later printer would write the letters out again.
    generateBundle: (_options, bundle) => {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        file.code = file.code.replace(
          /[^\0-\x7f]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
      }
    },
  };
}

export default {
  input: {
    cli: 'dist/main/cli.js',
    'task-worker': 'dist/main/task-worker.js',
    ...threads(),
  },
  platform: 'node',
  // sql.js loads its WebAssembly from its own folder; the SDK and the SFTP client are optional packages; the others are optional for bunyan.
  external: [/^sql\.js/, /^@aws-sdk\//, 'ssh2-sftp-client', 'dtrace-provider', 'source-map-support'],
  plugins: [license(thirdParty('dist/THIRD-PARTY-LICENSES.txt')), ascii()],
  output: { dir: 'dist/main', format: 'esm', chunkFileNames: 'chunk-[name]-[hash].js' },
};
