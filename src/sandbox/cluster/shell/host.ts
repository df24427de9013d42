import { ContainerFiles } from '../runtime/container-files.ts';
import type { RunningContainer } from '../runtime/container.ts';
import type { Process } from '../runtime/processes.ts';
import { BrokenPipe, BufferedSource, OutOfMemory, readAll, sourceOf } from '../api/streams.ts';
import type { ByteSink } from '../api/streams.ts';
import { Engine } from './engine.ts';
import { Interpreter } from './interpreter.ts';
import { ProcessEnded, text, whileAlive } from './program.ts';
import type { Host, ReplaceResult, SpawnRequest, SpawnResult, Streams, Tool } from './program.ts';
import { resolveProgram } from './resolve.ts';
import { runServer } from './server-program.ts';
import type { Resolved } from './resolve.ts';
import { newState } from './state.ts';

const shells = new Set(['sh', 'ash', 'bash']);

/** What one container offers to the programs that run in it. */
export function makeHost(container: RunningContainer, tools: Map<string, Tool>, now: () => Date): Host {
  const filesFor = (process: Process): ContainerFiles => new ContainerFiles(container, process, now);

  const engineFor = (process: Process): Engine => {
    const natives = container.image.tools.filter((tool) => tools.has(tool) || shells.has(tool));
    return new Engine(process, filesFor(process), natives, async (argv, stdin, env, cwd) => {
      const stdout: Uint8Array[] = [];
      const stderr: Uint8Array[] = [];
      const streams: Streams = {
        stdin: new BufferedSource(sourceOf(stdin)),
        stdout: collector(stdout),
        stderr: collector(stderr),
      };
      const result = await spawn(process, { argv, streams, env, cwd });
      const status = result.kind === 'spawned' ? await whileAlive(process, result.process.exited) : 127;
      return { status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') };
    });
  };

  /** Runs a resolved program in a process and gives its exit code; never rejects. */
  async function run(process: Process, resolved: Resolved, request: SpawnRequest): Promise<number> {
    const streams = guarded(process, request.streams);
    try {
      return await runResolved(process, resolved, request.argv, streams);
    } catch (error) {
      if (error instanceof BrokenPipe) return 141;
      if (error instanceof OutOfMemory) return 137;
      if (error instanceof ProcessEnded || process.ended) return 137;
      const why = error instanceof Error ? error.message : String(error);
      // Nobody may be left to read the complaint; the exit code tells the failure all the same.
      await streams.stderr.write(text(`${request.argv[0] ?? ''}: ${why}\n`)).catch(() => undefined);
      return 1;
    }
  }

  function runResolved(
    process: Process,
    resolved: Resolved,
    argv: string[],
    streams: Streams,
  ): Promise<number> {
    const [name = '', ...args] = argv;
    if (resolved.kind === 'script') {
      const state = newState(process, resolved.path, args);
      return new Interpreter(process, host, state, engineFor).runScript(resolved.content, streams);
    }
    if (resolved.kind !== 'program') return Promise.resolve(127);
    const own = container.image.runs?.[resolved.path];
    if (own === undefined && container.image.programs[resolved.path] !== undefined) {
      return runServer(process, container, streams);
    }
    if (shells.has(resolved.tool)) return runShell(process, name, args, streams);
    const tool = tools.get(own ?? resolved.tool);
    if (tool !== undefined) return tool({ name, args, process, host, ...streams });
    return runUtility(process, resolved.tool, args, streams);
  }

  async function runShell(process: Process, name: string, args: string[], streams: Streams): Promise<number> {
    const options = args.findIndex((word) => !word.startsWith('-'));
    const flags = options === -1 ? args : args.slice(0, options);
    const words = options === -1 ? [] : args.slice(options);
    const inline = flags.some((flag) => /^-[a-z]*c/.test(flag));
    const [first, ...others] = words;
    const positional = inline ? others.slice(1) : others;
    const scriptName = inline ? (others[0] ?? name) : (first ?? name);
    const state = newState(process, scriptName, positional);
    if (flags.some((flag) => /^-[a-z]*e/.test(flag))) state.options.errexit = true;
    if (flags.some((flag) => /^-[a-z]*x/.test(flag))) state.options.xtrace = true;
    let script = first ?? '';
    if (!inline && first !== undefined) {
      const files = filesFor(process);
      const path = files.resolvePath(process.cwd, first);
      if (!(await files.exists(path))) {
        await streams.stderr.write(text(`${name}: can't open '${first}': No such file or directory\n`));
        return 2;
      }
      script = await files.readFile(path);
    }
    if (!inline && first === undefined) script = (await readAll(streams.stdin)).toString('utf8');
    return new Interpreter(process, host, state, engineFor).runScript(script, streams);
  }

  /** A utility of just-bash: it gets all of its input and gives all of its output at once. */
  async function runUtility(
    process: Process,
    tool: string,
    args: string[],
    streams: Streams,
  ): Promise<number> {
    const state = newState(process, tool, []);
    const stdin = readsInput(tool, args) ? await readAll(streams.stdin) : undefined;
    const result = await engineFor(process).runWords([tool, ...args], state, stdin);
    if (process.ended) throw new ProcessEnded();
    if (result.stderr !== '') await streams.stderr.write(text(result.stderr));
    if (result.stdout.length > 0) await streams.stdout.write(result.stdout);
    return result.status;
  }

  async function spawn(parent: Process, request: SpawnRequest): Promise<SpawnResult> {
    const env = request.env ?? parent.env;
    const resolved = await resolveProgram(container, request.argv[0] ?? '', env.PATH);
    if (resolved.kind === 'not found' || resolved.kind === 'not executable') return { kind: resolved.kind };
    const child = container.pids.spawn({
      ppid: request.detached === true ? 0 : parent.pid,
      argv: request.argv,
      env,
      cwd: request.cwd ?? parent.cwd,
      owner: parent.owner,
      containerId: container.id,
      startedAt: now(),
    });
    void run(child, resolved, request).then((status) => child.end(status));
    return { kind: 'spawned', process: child };
  }

  async function replace(process: Process, request: SpawnRequest): Promise<ReplaceResult> {
    const env = request.env ?? process.env;
    const resolved = await resolveProgram(container, request.argv[0] ?? '', env.PATH);
    if (resolved.kind === 'not found' || resolved.kind === 'not executable') return { kind: resolved.kind };
    process.argv = request.argv;
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, env);
    process.onSignal = () => 'default';
    return { kind: 'ran', status: await run(process, resolved, request) };
  }

  const host: Host = { container, now, filesFor, spawn, replace };
  return host;
}

const inputTools = new Set(['xargs', 'sh', 'tee']);

/** Tools that never read standard input would otherwise wait for it for ever. */
function readsInput(tool: string, args: string[]): boolean {
  if (inputTools.has(tool)) return true;
  const quiet = [
    'ls',
    'find',
    'stat',
    'date',
    'seq',
    'expr',
    'printenv',
    'mkdir',
    'rm',
    'touch',
    'which',
    'du',
  ];
  return !quiet.includes(tool) && !args.includes('--help');
}

function collector(chunks: Uint8Array[]): ByteSink {
  return {
    write: (bytes) => {
      chunks.push(bytes);
      return Promise.resolve();
    },
  };
}

/** Streams that stop working when their process has ended, so that what is left of it stops too. */
function guarded(process: Process, streams: Streams): Streams {
  const sink = (inner: ByteSink): ByteSink => ({
    write: (bytes) => whileAlive(process, process.ended ? Promise.resolve() : inner.write(bytes)),
  });
  return { stdin: streams.stdin, stdout: sink(streams.stdout), stderr: sink(streams.stderr) };
}
