// A minimal Koa application: answers with a constant body of the given number of bytes. Prints its address.
import type { AddressInfo } from 'node:net';
import Koa from 'koa';

const body = JSON.stringify({
  filler: 'x'.repeat(Math.max(0, Number(process.argv[2]) - '{"filler":""}'.length)),
});
const app = new Koa();
app.use((context) => {
  context.type = 'application/json';
  context.body = body;
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
});
