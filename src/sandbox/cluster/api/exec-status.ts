import { newContainerId } from '../state/identifiers.ts';
import { missingProgram } from '../runtime/runtime.ts';

export type ExecProtocol = 'v5.channel.k8s.io' | 'v4.channel.k8s.io';

/** The last frame of an exec: how the command ended (recordings/kubernetes/exec-protocol.json). */
export function exitStatus(code: number, command: string[], protocol: ExecProtocol): unknown {
  if (code === 0) return { metadata: {}, status: 'Success' };
  const how =
    protocol === 'v5.channel.k8s.io'
      ? `command terminated with exit code ${code}`
      : `error executing command [${command.join(' ')}], exit code ${code}`;
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: ${how}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

/** The last frame when the command could not be started. */
export function startFailure(name: string | undefined): unknown {
  const runc =
    name === undefined
      ? `OCI runtime exec failed: exec failed: ${missingProgram(name)}`
      : `OCI runtime exec failed: exec failed: unable to start container process: ${missingProgram(name)}`;
  const inner = `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${newContainerId()}": ${runc}`;
  return {
    metadata: {},
    status: 'Failure',
    message: `Internal error occurred: ${inner}`,
    reason: 'InternalError',
    details: { causes: [{ message: inner }] },
    code: 500,
  };
}
