const INTERACTIVE =
  'commands here are not interactive, so leave it out; write one command after --, and ask for the next with --reuse while the session stays open';
const COPIES = 'Keyhole debugs the pod itself and makes no copies of it, so leave it out';
const ACCESS =
  'Keyhole has its own access to the clusters, so leave it out and name the cluster with --cluster NAME';
const IDENTITY = 'whom the cluster sees is set in the policy, so leave it out';
const OF_KUBECTL = 'it is about kubectl itself, so leave it out';
const FILES = 'Keyhole reads no files, so name the pod itself, such as pod/NAME';
const OUTPUT = 'the thread shows what the command prints and nothing else, so leave it out';

/** Flags that people know from `kubectl debug` and its like, and what there is instead. */
export const FLAGS_NOT_OFFERED: ReadonlyMap<string, string> = new Map([
  ...['-i', '-t', '--stdin', '--tty', '--it', '--ti'].map((flag) => [flag, INTERACTIVE] as const),
  ['--attach', 'the output comes into the thread by itself, so leave it out'],
  ...['-q', '--quiet', '-o', '--output'].map((flag) => [flag, OUTPUT] as const),
  ...['--copy-to', '--replace', '--same-node', '--set-image', '--keep-labels'].map(
    (flag) => [flag, COPIES] as const,
  ),
  ...[
    '--keep-annotations',
    '--keep-liveness',
    '--keep-readiness',
    '--keep-startup',
    '--keep-init-containers',
  ].map((flag) => [flag, COPIES] as const),
  ['--share-processes', "it is for copies of pods; with --target NAME you see that container's processes"],
  ['--custom', 'custom profiles stand in the policy, so name one of them with --profile NAME'],
  ...['-f', '--filename', '-k', '--kustomize', '-R', '--recursive'].map((flag) => [flag, FILES] as const),
  ['--arguments-only', "write the whole command after --, or --entrypoint alone for the image's own"],
  ['--context', 'name the cluster with --cluster NAME'],
  ...['--kubeconfig', '--server', '-s', '--token', '--user', '--username', '--password'].map(
    (flag) => [flag, ACCESS] as const,
  ),
  ...['--client-certificate', '--client-key', '--certificate-authority', '--tls-server-name'].map(
    (flag) => [flag, ACCESS] as const,
  ),
  ['--insecure-skip-tls-verify', ACCESS],
  ...['--as', '--as-group', '--as-uid', '--as-user-extra'].map((flag) => [flag, IDENTITY] as const),
  ['--request-timeout', 'to limit a command write --timeout 60s'],
  ...['-v', '--v', '--vmodule', '--cache-dir', '--kuberc', '--log-flush-frequency'].map(
    (flag) => [flag, OF_KUBECTL] as const,
  ),
  ...['--warnings-as-errors', '--match-server-version', '--disable-compression', '--profile-output'].map(
    (flag) => [flag, OF_KUBECTL] as const,
  ),
  ['-A', 'name one namespace with -n NAMESPACE'],
  ['--all-namespaces', 'name one namespace with -n NAMESPACE'],
  ['-e', 'write --env NAME=VALUE'],
  ['--ns', 'write -n NAMESPACE'],
  ['--label', 'write -l NAME=VALUE'],
  ['--labels', 'write -l NAME=VALUE'],
  ['--privileged', 'write --profile sysadmin, if the policy allows it'],
  ['--rm', 'a debug container cannot be removed from its pod; its process ends by itself, so leave it out'],
  ['--since', 'a transcript takes it, such as `/debug transcript --since 2h`'],
  [
    '--here',
    'it shows everybody an answer of `/debug list`, `status`, `policy` or `images`, so leave it out',
  ],
  ['--dry-run', 'every ask is tried on the cluster before anybody is asked, so leave it out'],
]);

const NODE =
  'I cannot debug nodes, as that would open the whole machine: name a pod on the node, such as `/debug pod NAME IMAGE`.';
const SERVICE =
  'A service has no processes of its own: name the workload behind it, such as `/debug deploy/NAME IMAGE`, or its pods by `-l app=NAME`.';
const CRONJOB = 'A cronjob has no pods of its own: name one of its jobs, such as `/debug job/NAME IMAGE`.';
const BY_LABEL = (kind: string) =>
  `I cannot find the pods of a ${kind} by its name: name a pod, or its pods by their labels, such as \`/debug -l app=NAME IMAGE\`.`;
const NO_PROCESSES = (kind: string) =>
  `A ${kind} has no processes to look into: name a pod that uses it, such as \`/debug pod NAME IMAGE\`.`;
const NAMESPACE = 'A namespace is named with -n: write `/debug pod NAME IMAGE -n NAMESPACE`.';
const CONTAINER = 'A container is named with --target: write `/debug pod NAME IMAGE --target CONTAINER`.';
const RUN = 'A command stands after two dashes: write `/debug pod NAME IMAGE -- COMMAND`.';
const SHOW =
  'I show what became of a request: write `/debug status ID`, or `/debug list` for what is open; for a pod write `/debug pod NAME IMAGE`.';
const IMAGES = 'To see the images that you may use write `/debug images`.';
const AGAIN = 'To ask for the same once more write `/debug again ID`.';
const TRANSCRIPT =
  'To have written down who asked, approved and ran what, write `/debug transcript ID`, or `/debug transcript --since 2h` for this channel.';
const DECIDE =
  'A request is decided and cancelled with the buttons on its card; a session is ended by `/debug end ID`, too.';
const END =
  'To end a session write `/debug end ID`; a request that waits is cancelled with the button on its card, and all of Keyhole is stopped by `/debug freeze`.';
const UNFREEZE = 'To let Keyhole go on after a freeze write `/debug unfreeze`.';
const POLICY = 'To see what you may do write `/debug policy`, or `/debug policy NAMESPACE`.';
const LEAVE_OUT = '`/debug` stands for `kubectl debug`: leave that out and begin with the pod.';
const ALONE = 'Write it first, such as `/debug status ID`, `/debug list`, `/debug policy` or `/debug help`.';

/** Kinds that are neither pods nor their workloads, in lower case as kubectl takes them, and what to write instead. */
export const KINDS_NOT_OFFERED: ReadonlyMap<string, string> = new Map([
  ...['node', 'nodes', 'no'].map((word) => [word, NODE] as const),
  ...['service', 'services', 'svc'].map((word) => [word, SERVICE] as const),
  ...['cronjob', 'cronjobs', 'cj'].map((word) => [word, CRONJOB] as const),
  ...['replicationcontroller', 'replicationcontrollers', 'rc'].map(
    (word) => [word, BY_LABEL('replicationcontroller')] as const,
  ),
  ...['rollout', 'rollouts'].map((word) => [word, BY_LABEL('rollout')] as const),
  ...['ingress', 'ingresses', 'ing'].map((word) => [word, NO_PROCESSES('ingress')] as const),
  ...['configmap', 'configmaps', 'cm'].map((word) => [word, NO_PROCESSES('configmap')] as const),
  ...['secret', 'secrets'].map((word) => [word, NO_PROCESSES('secret')] as const),
  ...['persistentvolumeclaim', 'persistentvolumeclaims', 'pvc'].map(
    (word) => [word, NO_PROCESSES('persistentvolumeclaim')] as const,
  ),
  ...['namespace', 'namespaces', 'ns'].map((word) => [word, NAMESPACE] as const),
]);

/** First words that are no kinds, and that people write as they know them from elsewhere. */
export const WORDS_NOT_OFFERED: ReadonlyMap<string, string> = new Map([
  ...['container', 'containers'].map((word) => [word, CONTAINER] as const),
  ...['exec', 'run', 'attach', 'sh'].map((word) => [word, RUN] as const),
  ...['get', 'describe', 'ls', 'show', 'top'].map((word) => [word, SHOW] as const),
  ...['image', 'img'].map((word) => [word, IMAGES] as const),
  ...['retry', 'repeat', 'rerun', 'redo'].map((word) => [word, AGAIN] as const),
  ...['export', 'report', 'history', 'postmortem'].map((word) => [word, TRANSCRIPT] as const),
  ...['approve', 'deny', 'cancel', 'acknowledge'].map((word) => [word, DECIDE] as const),
  ...['stop', 'delete', 'kill', 'finish', 'terminate', 'abort'].map((word) => [word, END] as const),
  ...['thaw', 'resume'].map((word) => [word, UNFREEZE] as const),
  ...['policies', 'rules', 'can-i', 'whoami'].map((word) => [word, POLICY] as const),
  ...['kubectl', 'debug', '/debug', 'k'].map((word) => [word, LEAVE_OUT] as const),
  ...['help', 'list', 'status', 'logs', 'log', 'end', 'again', 'transcript'].map(
    (word) => [word, ALONE] as const,
  ),
  ...['policy', 'images', 'freeze', 'unfreeze'].map((word) => [word, ALONE] as const),
]);
