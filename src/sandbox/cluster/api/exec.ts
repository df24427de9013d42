import type { WebSocket } from 'ws';
import type { Cluster } from '../cluster.ts';
import type { ExecOptions } from './exec-options.ts';
import { exitStatus, startFailure } from './exec-status.ts';
import type { ExecProtocol } from './exec-status.ts';
import type { Fault } from '../faults.ts';
import type { Streams } from '../shell/program.ts';
import { BufferedSource, Pipe, emptySource, nullSink } from './streams.ts';
import type { ByteSink } from './streams.ts';

const channel = { stdin: 0, stdout: 1, stderr: 2, status: 3 } as const;

/** Above this many unsent bytes a command's output waits for the network. */
const highWater = 256 * 1024;
/** What a command can write after its reader has gone. */
const pipeSize = 64 * 1024;
/** The largest frame that is sent. */
const frameSize = 32 * 1024;

/** One exec over an open WebSocket: pumps the streams and ends with the status frame. */
export async function runExec(
  cluster: Cluster,
  socket: WebSocket,
  options: ExecOptions,
  protocol: ExecProtocol,
  fault: Fault | undefined,
): Promise<void> {
  if (fault?.dropExec === 'at-start') return socket.terminate();
  const session = new ExecSession(socket, fault?.dropExec === 'after-output');
  await session.send(channel.stdout, new Uint8Array());
  const { container, command } = options;
  const stdout = options.tty
    ? withCarriageReturns(session.sink(channel.stdout))
    : session.sink(channel.stdout);
  const stderr = options.tty ? stdout : session.sink(channel.stderr);
  const streams: Streams = {
    stdin: new BufferedSource(options.stdin ? receiveStdin(socket, protocol) : emptySource),
    stdout: options.stdout ? stdout : nullSink,
    stderr: options.stderr || options.tty ? stderr : nullSink,
  };
  const host = cluster.runtime.hostOf(container);
  const result = await host.spawn(container.main, {
    argv: command,
    streams,
    env: { ...container.env, ...(options.tty ? { TERM: 'xterm' } : {}) },
    cwd: container.spec.workingDir ?? '/',
    detached: true,
  });
  const status =
    result.kind === 'spawned'
      ? exitStatus(await result.process.exited, command, protocol)
      : startFailure(command[0]);
  await session.flushed();
  if (fault?.dropExec === 'before-status') return socket.terminate();
  await session.send(channel.status, Buffer.from(JSON.stringify(status), 'utf8'));
  socket.close(1000);
}

class ExecSession {
  private readonly socket: WebSocket;
  private readonly dropAfterOutput: boolean;
  private unread = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, dropAfterOutput: boolean) {
    this.socket = socket;
    this.dropAfterOutput = dropAfterOutput;
  }

  /**
   * Output of a client that went away is lost, and the command goes on (recorded: "after the drop") until it has filled the
   * pipe that nobody reads any more; then it waits for its end.
   */
  async send(to: number, bytes: Uint8Array): Promise<void> {
    if (this.socket.readyState !== this.socket.OPEN) {
      this.unread += bytes.length;
      if (this.unread > pipeSize) await new Promise<void>(() => undefined);
      return;
    }
    const frame = Buffer.concat([Buffer.from([to]), bytes]);
    const sent = new Promise<void>((resolve) => this.socket.send(frame, { binary: true }, () => resolve()));
    this.last = sent;
    if (this.socket.bufferedAmount > highWater) await sent;
  }

  sink(to: number): ByteSink {
    return {
      write: async (bytes) => {
        for (let start = 0; start < bytes.length; start += frameSize) {
          await this.send(to, bytes.subarray(start, start + frameSize));
        }
        if (this.dropAfterOutput && bytes.length > 0) {
          await this.flushed();
          this.socket.terminate();
        }
      },
    };
  }

  flushed(): Promise<void> {
    return this.last;
  }
}

/** What the client sends on channel 0, until it half-closes it (v5: 255, 0) or goes. */
function receiveStdin(socket: WebSocket, protocol: ExecProtocol): Pipe {
  const pipe = new Pipe();
  let tail = Promise.resolve();
  socket.on('message', (data: Buffer) => {
    if (data[0] === 255 && data[1] === channel.stdin && protocol === 'v5.channel.k8s.io') {
      tail = tail.then(() => pipe.closeWrite());
    } else if (data[0] === channel.stdin) {
      // A command that no longer reads breaks the pipe; what was sent to it is dropped then.
      tail = tail.then(() => pipe.write(data.subarray(1))).catch(() => pipe.closeWrite());
    }
  });
  socket.on('close', () => pipe.closeWrite());
  return pipe;
}

/** A terminal turns each newline into carriage return and newline. */
function withCarriageReturns(sink: ByteSink): ByteSink {
  return {
    write: (bytes) =>
      sink.write(Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\n', '\r\n'), 'latin1')),
  };
}
