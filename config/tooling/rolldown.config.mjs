// Joins the programs into few files: a process starts three times as fast as from six hundred modules, and every
// capture starts two. The library stays as tsc made it. Reads and overwrites dist/.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import license from 'rollup-plugin-license';
import { thirdParty } from './third-party.mjs';

/** Threads are found beside the code that starts them, which comes to lie in dist/main/. */
function threads() {
  const files = readdirSync('dist/adapters', { recursive: true }).filter((name) =>
    name.endsWith('-worker.js'),
  );
  return Object.fromEntries(files.map((name) => [basename(name, '.js'), join('dist/adapters', name)]));
}

/** One letter beyond ASCII makes V8 keep two bytes for each letter of a file: megabytes in every process. */
function ascii() {
  return {
    name: 'ascii',
    // At the very end: whoever prints the code after this writes the letters out again.
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
    'capture-process': 'dist/main/capture-process.js',
    ...threads(),
  },
  platform: 'node',
  // sql.js finds its WebAssembly beside itself; bunyan does without the others where they are missing.
  external: [/^sql\.js/, 'dtrace-provider', 'source-map-support'],
  plugins: [license(thirdParty('dist/THIRD-PARTY-LICENSES.txt')), ascii()],
  output: { dir: 'dist/main', format: 'esm', chunkFileNames: 'chunk-[name]-[hash].js' },
};
