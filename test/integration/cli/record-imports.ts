import { registerHooks } from 'node:module';
import { writeSync } from 'node:fs';

// Loaded by `node --import` before the program: says on stderr what is resolved, ESM and CommonJS alike.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    writeSync(2, `import ${resolved.url}\n`);
    return resolved;
  },
});
