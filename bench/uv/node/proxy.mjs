// examples/uv/proxy.c in Node: node proxy.mjs PORT HOST SERVICE
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';

const [port, host, service] = process.argv.slice(2);

const server = createServer({ allowHalfOpen: true }, (here) => {
  const there = connect({ port: service, host, allowHalfOpen: true });
  const done = (error) => {
    if (error) console.error(`uv_proxy: ${error.message}`);
  };
  pipeline(here, there, done);
  pipeline(there, here, done);
});
server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () =>
  console.log(server.address().port));
process.on('SIGINT', () => process.exit());
