// Builds src/adapters/inbound/dashboard into dist/page: a document and hashed assets, also as Brotli and gzip.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import license from 'rollup-plugin-license';
import { defineConfig } from 'vite';
import { thirdParty } from './third-party.mjs';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const outDir = join(repository, 'dist/page');
/** The first versions (2024) with the CSS features of the styles. */
const browsers = ['chrome123', 'edge123', 'firefox121', 'safari17.5'];

const COMPRESSIBLE = /\.(?:html|js|css|svg|txt)$/;
/** Smaller files gain nothing. */
const WORTHWHILE_BYTES = 512;

/** Compress once at the build, as small as possible. */
function precompressed() {
  return {
    name: 'precompressed',
    apply: 'build',
    writeBundle() {
      for (const name of readdirSync(outDir, { recursive: true })) {
        const path = join(outDir, name);
        if (!COMPRESSIBLE.test(name) || statSync(path).size < WORTHWHILE_BYTES) continue;
        const bytes = readFileSync(path);
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  root: join(repository, 'src/adapters/inbound/dashboard'),
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir,
    emptyOutDir: true,
    target: browsers,
    cssTarget: browsers,
    // The Content-Security-Policy refuses data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  plugins: [license(thirdParty('dist/page/THIRD-PARTY-LICENSES.txt')), precompressed()],
});
