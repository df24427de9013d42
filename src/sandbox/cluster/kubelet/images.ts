import { createHash } from 'node:crypto';
import { busyboxApplets, extraTools } from '../runtime/applets.ts';
import type { ParsedReference } from './image-reference.ts';

/** What an image brings: its programs, its user and what runs when no command is given. */
export interface Image {
  repository: string;
  tags: string[];
  /** uid that runs without `runAsUser`. */
  user: number;
  entrypoint: string[];
  cmd: string[];
  env: Record<string, string>;
  /** Names of the tools in /bin that the emulated shell knows. Empty: no shell. */
  tools: string[];
  /** Programs of its own: path to size in bytes. They are servers, unless `runs` says what one does. */
  programs: Record<string, number>;
  /** Programs that the sandbox really runs: path to the name of a tool. */
  runs?: Record<string, string>;
  osRelease?: string;
}

export type PullResult = { kind: 'pulled'; image: Image } | { kind: 'failed'; message: string };

const path = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
const alpineRelease =
  'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.2\nPRETTY_NAME="Alpine Linux v3.22"\nHOME_URL="https://alpinelinux.org/"\n';
const distrolessRelease =
  'PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="12"\nHOME_URL="https://github.com/GoogleContainerTools/distroless"\n';

function distroless(repository: string, tags: string[], program?: string, size = 14_680_064): Image {
  return {
    repository,
    tags,
    user: 65532,
    entrypoint: program === undefined ? [] : [program],
    cmd: [],
    env: path,
    tools: [],
    programs: program === undefined ? {} : { [program]: size },
    osRelease: distrolessRelease,
  };
}

function shellImage(repository: string, tags: string[], tools: string[], osRelease?: string): Image {
  return {
    repository,
    tags,
    user: 0,
    entrypoint: [],
    cmd: ['sh'],
    env: path,
    tools,
    programs: {},
    ...(osRelease === undefined ? {} : { osRelease }),
  };
}

/** Everything that the sandbox's registries list. */
export const registryImages: Image[] = [
  shellImage(
    'docker.io/library/busybox',
    ['latest', '1', '1.36', '1.36.1', '1.37', '1.37.0'],
    busyboxApplets,
  ),
  shellImage('docker.io/library/alpine', ['latest', '3', '3.21', '3.22'], busyboxApplets, alpineRelease),
  shellImage(
    'docker.io/nicolaka/netshoot',
    ['latest', 'v0.13', 'v0.14'],
    [...busyboxApplets, ...extraTools],
    alpineRelease,
  ),
  distroless('gcr.io/distroless/static-debian12', ['latest', 'nonroot']),
  distroless('gcr.io/distroless/base-debian12', ['latest', 'nonroot']),
  { ...distroless('docker.io/local/distroless', ['1'], '/pause', 762_648), user: 0 },
  distroless('registry.example.com/shop/api', ['2.14.0', '2.14.1'], '/app/server'),
  distroless('registry.example.com/shop/web', ['5.3.0'], '/app/web'),
  distroless('registry.example.com/shop/cart', ['1.9.2'], '/app/cart'),
  distroless('registry.example.com/shop/worker', ['3.0.0'], '/app/worker'),
  distroless('registry.example.com/shop/migrate', ['2.14.1'], '/app/migrate'),
  distroless('registry.example.com/payments/ledger', ['4.1.7'], '/app/ledger'),
  distroless('docker.io/envoyproxy/envoy', ['v1.36.2'], '/usr/local/bin/envoy', 92_274_688),
  {
    ...distroless('registry.example.com/tools/netcheck', ['1.0.0'], '/netcheck', 4_194_304),
    runs: { '/netcheck': 'netcheck' },
  },
  distroless('registry.k8s.io/coredns/coredns', ['v1.12.4'], '/coredns', 71_303_168),
];

/** A digest of one tag; the same in every run, so that a policy may pin it. */
export function manifestDigest(repository: string, tag: string): string {
  return `sha256:${createHash('sha256').update(`manifest ${repository}:${tag}`).digest('hex')}`;
}

/** The image id (digest of the configuration) as `status.imageID` shows it. */
export function imageIdOf(image: Image): string {
  return `sha256:${createHash('sha256').update(`config ${image.repository}`).digest('hex')}`;
}

/** Looks an image up as a pull would, with containerd's words when it is not there. */
export function pull(reference: Extract<ParsedReference, { kind: 'reference' }>): PullResult {
  const prefix = `failed to pull and unpack image "${reference.canonical}": failed to resolve image: `;
  const slash = reference.repository.indexOf('/');
  const host = reference.repository.slice(0, slash);
  const rest = reference.repository.slice(slash + 1);
  const listed = registryImages.find((image) => image.repository === reference.repository);
  const version = reference.digest ?? reference.tag ?? 'latest';
  if (listed !== undefined) {
    const digests = listed.tags.map((tag) => manifestDigest(listed.repository, tag));
    const exists =
      reference.digest === undefined ? listed.tags.includes(version) : digests.includes(reference.digest);
    if (exists) return { kind: 'pulled', image: listed };
    return { kind: 'failed', message: `${prefix}${reference.canonical}: not found` };
  }
  if (registryImages.some((image) => image.repository.startsWith(`${host}/`))) {
    const why =
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed';
    return { kind: 'failed', message: prefix + why };
  }
  const local = /^(localhost|127\.0\.0\.1)(:\d+)?$/.exec(host);
  const dial =
    local === null
      ? `lookup ${host.replace(/:\d+$/, '')} on 10.96.0.10:53: no such host`
      : `127.0.0.1${local[2] ?? ':443'}: connect: connection refused`;
  return {
    kind: 'failed',
    message: `${prefix}failed to do request: Head "https://${host}/v2/${rest}/manifests/${version}": dial tcp ${dial}`,
  };
}
