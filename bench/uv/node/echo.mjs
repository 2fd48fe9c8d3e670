// node echo.mjs events|await: an echo server with back pressure; prints its port.
import { createServer } from 'node:net';

function echoByEvents(socket) {
  socket.on('error', () => {});
  socket.pipe(socket);
}

async function echoByAwait(socket) {
  try {
    for await (const data of socket)
      if (!socket.write(data))
        await new Promise((resolve) => socket.once('drain', resolve));
    socket.end();
  } catch {
    // a connection that was reset
  }
}

const echo = process.argv[2] === 'events' ? echoByEvents : echoByAwait;
const server = createServer({ noDelay: true, allowHalfOpen: true }, echo);
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
  console.log(server.address().port));
