import { parse } from 'just-bash';
import type { CommandNode, PipelineNode, StatementNode } from 'just-bash';
import type { Process } from '../runtime/processes.ts';
import { runCompound } from './compound.ts';
import { Engine } from './engine.ts';
import { runStages } from './pipeline.ts';
import { ProcessEnded, text, whileAlive } from './program.ts';
import type { Host, Streams } from './program.ts';
import { runSimple } from './simple-command.ts';
import { FunctionReturn, LoopControl, ShellExit, forkState } from './state.ts';
import type { ShellState } from './state.ts';
import { SignalQueue } from './traps.ts';

/** Makes the engine of a shell's process; wired by the host. */
export type EngineFactory = (process: Process) => Engine;

/**
 * A shell: it walks the syntax tree that just-bash parsed, one command at a time, so that output streams, `&` runs beside,
 * signals arrive and a script lives in real time. What a command means word by word is the engine's.
 */
export class Interpreter {
  readonly process: Process;
  readonly host: Host;
  readonly state: ShellState;
  readonly engine: Engine;
  readonly signals: SignalQueue;
  private readonly makeEngine: EngineFactory;

  constructor(process: Process, host: Host, state: ShellState, makeEngine: EngineFactory) {
    this.process = process;
    this.host = host;
    this.state = state;
    this.makeEngine = makeEngine;
    this.engine = makeEngine(process);
    this.signals = new SignalQueue(process, state);
  }

  /** Runs a whole script and gives its exit code, the EXIT trap included. */
  async runScript(script: string, streams: Streams): Promise<number> {
    const status = await this.untilExit(() => this.runText(script, streams, true), streams);
    const trap = this.state.traps.get('EXIT');
    if (trap === undefined || trap === '') return status;
    this.state.traps.delete('EXIT');
    this.state.status = status;
    const after = await this.untilExit(async () => {
      await this.runText(trap, streams, false);
      return status;
    }, streams);
    return after;
  }

  /** Parses and runs text in this shell. `tail`: the last command may take over the process. */
  async runText(script: string, streams: Streams, tail = false): Promise<number> {
    let statements: StatementNode[];
    try {
      statements = parse(script).statements;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await streams.stderr.write(text(`sh: syntax error: ${why}\n`));
      throw new ShellExit(2);
    }
    return this.runStatements(statements, streams, tail);
  }

  async runStatements(statements: StatementNode[], streams: Streams, tail = false): Promise<number> {
    for (const [index, statement] of statements.entries()) {
      const last = tail && index === statements.length - 1 && this.state.traps.size === 0;
      await this.runStatement(statement, streams, last);
    }
    return this.state.status;
  }

  /** Runs commands whose failure is a question, not an error (`if`, `while`, `&&`). */
  async runCondition(statements: StatementNode[], streams: Streams): Promise<boolean> {
    this.state.conditionDepth += 1;
    try {
      return (await this.runStatements(statements, streams)) === 0;
    } finally {
      this.state.conditionDepth -= 1;
    }
  }

  /** One command of any kind, in this shell. */
  async runCommand(node: CommandNode, streams: Streams, tail: boolean): Promise<number> {
    if (this.process.ended) throw new ProcessEnded();
    const status =
      node.type === 'SimpleCommand'
        ? await runSimple(this, node, streams, tail)
        : await runCompound(this, node, streams);
    this.state.status = status;
    await this.runTraps(streams);
    return this.state.status;
  }

  /** A copy of this shell in a process of its own. */
  fork(streams: Streams, body: (child: Interpreter) => Promise<number>): Process {
    const { process, host } = this;
    const child = host.container.pids.spawn({
      ppid: process.pid,
      argv: process.argv,
      env: process.env,
      cwd: process.cwd,
      owner: process.owner,
      containerId: process.containerId,
      startedAt: host.now(),
    });
    const shell = new Interpreter(child, host, forkState(this.state), this.makeEngine);
    shell
      .untilExit(() => body(shell), streams)
      .then(
        (status) => child.end(status),
        (error: unknown) => child.end(error instanceof Error && error.name === 'BrokenPipe' ? 141 : 137),
      );
    return child;
  }

  /** Waits for a child in the foreground, then runs the traps of signals that came meanwhile. */
  async waitFor(child: Process): Promise<number> {
    return whileAlive(this.process, child.exited);
  }

  private async runStatement(statement: StatementNode, streams: Streams, tail: boolean): Promise<void> {
    if (statement.deferredError !== undefined) {
      await streams.stderr.write(text(`sh: syntax error: ${statement.deferredError.message}\n`));
      throw new ShellExit(2);
    }
    if (statement.background) return this.runInBackground(statement, streams);
    for (const [index, pipeline] of statement.pipelines.entries()) {
      const operator = statement.operators[index - 1];
      if (operator === '&&' && this.state.status !== 0) continue;
      if (operator === '||' && this.state.status === 0) continue;
      const last = index === statement.pipelines.length - 1;
      await this.runPipeline(pipeline, streams, tail && last, !last);
    }
  }

  private runInBackground(statement: StatementNode, streams: Streams): void {
    const foreground = { ...statement, background: false };
    const job = this.fork(streams, (shell) => shell.runStatements([foreground], streams, true));
    this.state.jobs.push(job);
    this.state.lastBackground = job.pid;
    this.state.status = 0;
  }

  private async runPipeline(
    pipeline: PipelineNode,
    streams: Streams,
    tail: boolean,
    tested: boolean,
  ): Promise<void> {
    const { state } = this;
    const [only, ...others] = pipeline.commands;
    if (only === undefined) return;
    const guarded = tested || pipeline.negated;
    if (guarded) state.conditionDepth += 1;
    try {
      state.status =
        others.length === 0
          ? await this.runCommand(only, streams, tail && !pipeline.negated)
          : await runStages(this, pipeline, streams);
    } finally {
      if (guarded) state.conditionDepth -= 1;
    }
    if (pipeline.negated) state.status = state.status === 0 ? 1 : 0;
    const fatal = state.options.errexit && !guarded && state.conditionDepth === 0;
    if (fatal && state.status !== 0) throw new ShellExit(state.status);
  }

  /** Runs the commands of pending traps. */
  private async runTraps(streams: Streams): Promise<void> {
    for (const command of this.signals.take()) {
      const before = this.state.status;
      await this.runText(command, streams);
      this.state.status = before;
    }
  }

  private async untilExit(body: () => Promise<number>, streams: Streams): Promise<number> {
    try {
      return await body();
    } catch (error) {
      if (error instanceof ShellExit || error instanceof FunctionReturn) return error.status;
      if (error instanceof LoopControl) return 0;
      if (error instanceof RangeError) {
        await streams.stderr.write(text('sh: recursion too deep\n'));
        return 2;
      }
      throw error;
    }
  }
}
