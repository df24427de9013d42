import type { PipelineNode } from 'just-bash';
import type { Process } from '../runtime/processes.ts';
import { BufferedSource, Pipe } from '../api/streams.ts';
import type { Interpreter } from './interpreter.ts';
import type { Streams } from './program.ts';

/** Runs the commands of a pipeline side by side, each in a process of its own; the last one's exit code counts. */
export async function runStages(
  shell: Interpreter,
  pipeline: PipelineNode,
  streams: Streams,
): Promise<number> {
  let { stdin } = streams;
  let input: Pipe | undefined;
  const stages: Process[] = [];
  for (const [index, command] of pipeline.commands.entries()) {
    const output = index === pipeline.commands.length - 1 ? undefined : new Pipe();
    const stdout = output ?? streams.stdout;
    const stderr = pipeline.pipeStderr?.[index] === true ? stdout : streams.stderr;
    const own: Streams = { stdin, stdout, stderr };
    const stage = shell.fork(own, (child) => child.runCommand(command, own, true));
    closeAfter(stage, output, input);
    stages.push(stage);
    if (output !== undefined) stdin = new BufferedSource(output);
    input = output;
  }
  const codes = await Promise.all(stages.map((stage) => shell.waitFor(stage)));
  const failed = shell.state.options.pipefail ? codes.findLast((code) => code !== 0) : undefined;
  return failed ?? codes.at(-1) ?? 0;
}

/** A stage that ended reads and writes no more: its neighbours meet the end of input, or a broken pipe. */
function closeAfter(stage: Process, output: Pipe | undefined, input: Pipe | undefined): void {
  stage.aborted.addEventListener('abort', () => {
    output?.closeWrite();
    input?.closeRead();
  });
}
