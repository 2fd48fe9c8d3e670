// examples/uv/get.c in Node: node get.mjs HOST PORT COUNT [ENOUGH]
import { connect } from 'node:net';

const [host, port, count, enough = count] = process.argv.slice(2);

async function get(number) {
  const socket = connect(port, host);
  socket.write(`GET /${number} HTTP/1.0\r\nHost: ${host}\r\n\r\n`);
  let size = 0;
  for await (const data of socket) size += data.length;
  return size;
}

async function* parallel(count, fn, limit) {
  const running = [];
  for (let i = 0; i < count; i++) {
    running.push(fn(i));
    if (running.length === limit) yield await running.shift();
  }
  while (running.length > 0) yield await running.shift();
}

let number = 0;
for await (const size of parallel(count, get, 10)) {
  console.log(`/${number} ${size}`);
  if (++number == enough) process.exit();
}
