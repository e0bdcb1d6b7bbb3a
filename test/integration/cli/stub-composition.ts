import { registerHooks } from 'node:module';

// Loaded by `node --import` before the program: gives the entry fakes in place of the composition root.
registerHooks({
  resolve(specifier, context, nextResolve) {
    return nextResolve(
      specifier === './compose-cli.ts' ? new URL('./waiting-services.ts', import.meta.url).href : specifier,
      context,
    );
  },
});
