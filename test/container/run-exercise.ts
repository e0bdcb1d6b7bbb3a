import { exerciseContainer } from './exercise-container.ts';

// npm run lab -- container:check — what the Dockerfile does, where there is no Docker.

const { exitCode, healthWhileRunning, created } = await exerciseContainer((step) => {
  process.stdout.write(`${step}\n`);
});
const isGood = exitCode === 0 && healthWhileRunning === 0 && created === 201;
process.stdout.write(`the container ${isGood ? 'would' : 'would not'} run\n`);
process.exitCode = isGood ? 0 : 1;
