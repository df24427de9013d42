import { parse } from 'yaml';
import type { SandboxCluster } from '../../../src/sandbox/cluster/server.ts';
import { WireConnection, shellPath, until } from '../../contract/wire.ts';
import type { ExecAnswer, ExecOptions } from '../../contract/wire.ts';

export { channelText, shellPath, until } from '../../contract/wire.ts';
export type { Answer, ExecAnswer, ExecOptions, Frame } from '../../contract/wire.ts';

/** A bare client of a sandbox cluster, as one of its service accounts. */
export class WireClient extends WireConnection {
  constructor(cluster: SandboxCluster, user = 'admin') {
    const config = parse(cluster.kubeconfig(user)) as { users: { user: { token: string } }[] };
    super({
      url: cluster.url,
      tls: { ca: cluster.caPem },
      headers: { Authorization: `Bearer ${config.users[0]?.user.token ?? ''}` },
    });
  }
}

/** Adds an ephemeral container and runs a script in it as soon as it can. */
export async function shellIn(
  client: WireClient,
  pod: string,
  container: string,
  script: string,
  options: ExecOptions & { namespace?: string; more?: string } = {},
): Promise<ExecAnswer> {
  const path = shellPath(pod, container, script, options.namespace, options.more);
  return until(
    () => client.exec(path, options),
    (answer) => !(answer.kind === 'refused' && answer.status === 500),
  );
}
