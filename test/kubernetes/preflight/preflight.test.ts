import { afterEach, describe, expect, test } from '@jest/globals';
import { debugContainer } from '../../../src/domain/container/debug-container.ts';
import type { ProfileName } from '../../../src/domain/policy/profiles.ts';
import type { PreflightOptions } from '../../../src/kubernetes/cluster.ts';
import { exchange, recordedPod } from '../recordings.ts';
import { given, type ScriptedReply, type SeenRequest, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

const POD = recordedPod('happy');

function container(base: ProfileName) {
  return debugContainer({
    requestId: '0123456789',
    image: 'docker.io/library/busybox:latest',
    profile: { name: base, base },
    target: { name: 'app' },
    limitSeconds: 60,
  });
}

const OPTIONS: PreflightOptions = {
  namespace: 'shop',
  pod: { name: 'happy', uid: POD.metadata?.uid ?? '' },
  container: container('baseline'),
  mode: 'exec',
  reused: false,
  alternatives: [],
};

const ok: ScriptedReply = { status: 200, body: POD };

interface Review {
  readonly spec: {
    readonly resourceAttributes: {
      readonly verb: string;
      readonly resource: string;
      readonly subresource?: string;
    };
    readonly user?: string;
    readonly groups?: readonly string[];
  };
}

function reviewOf({ body }: SeenRequest): Review {
  return JSON.parse(body) as Review;
}

/** `verb resource`, as RBAC has it. */
function rightOf({ spec: { resourceAttributes: asked } }: Review): string {
  return `${asked.verb} ${asked.resource}${asked.subresource === undefined ? '' : `/${asked.subresource}`}`;
}

function cluster(changes: {
  readonly pod?: ScriptedReply;
  readonly patch?: (body: string) => ScriptedReply;
  /** The rights that are lacking. */
  readonly lacks?: readonly string[];
  readonly review?: ScriptedReply;
}) {
  return given(
    {
      answer: (request) => {
        if (request.method === 'PATCH') return changes.patch?.(request.body) ?? ok;
        if (request.method === 'GET') return changes.pod ?? ok;
        const allowed = changes.lacks?.includes(rightOf(reviewOf(request))) !== true;
        return changes.review ?? { status: 201, body: { spec: {}, status: { allowed } } };
      },
    },
    { retry: 1 },
  );
}

/** The reviews that a server was asked for, without the order of their arrival. */
function reviews(requests: readonly SeenRequest[]): Review[] {
  return requests.filter(({ method }) => method === 'POST').map(reviewOf);
}

const FOR_EXEC = [
  'create events',
  'create pods/exec',
  'get pods',
  'get pods/exec',
  'get pods/log',
  'patch pods/ephemeralcontainers',
  'watch pods',
];
const FOR_ENTRYPOINT = [
  'create events',
  'get pods',
  'get pods/log',
  'patch pods/ephemeralcontainers',
  'watch pods',
];

describe('preflight', () => {
  test('asks for the very patch as a dry run', async () => {
    const { cluster: it, server } = await cluster({});
    expect(await it.preflight(OPTIONS)).toEqual({ kind: 'ok', warnings: [] });
    await it.addContainer(OPTIONS);
    const [dry, real] = server.requests.filter(({ method }) => method === 'PATCH');
    expect(new URL(dry?.path ?? '', 'https://x').searchParams.get('dryRun')).toBe('All');
    expect(new URL(real?.path ?? '', 'https://x').searchParams.has('dryRun')).toBe(false);
    expect(dry?.body).toBe(real?.body);
  });

  test.each([
    ['exec', false, FOR_EXEC],
    ['entrypoint', false, FOR_ENTRYPOINT],
    ['exec', true, ['create events', 'create pods/exec', 'get pods', 'get pods/exec']],
  ] as const)('asks for each right that mode %s uses (reused: %s)', async (mode, reused, rights) => {
    const { name, image } = OPTIONS.container;
    const running = { name, state: { running: {} }, ready: false, restartCount: 0, image: '', imageID: '' };
    const pod = {
      ...POD,
      spec: { ...POD.spec, ephemeralContainers: reused ? [{ name, image }] : [] },
      status: { ...POD.status, ephemeralContainerStatuses: reused ? [running] : [] },
    };
    const { cluster: it, server } = await cluster({ pod: { status: 200, body: pod } });
    expect(await it.preflight({ ...OPTIONS, mode, reused })).toMatchObject({ kind: 'ok' });
    expect(reviews(server.requests).map(rightOf).sort()).toEqual(rights);
    expect(server.requests.some(({ method }) => method === 'PATCH')).toBe(!reused);
  });

  test('names all rights that are missing', async () => {
    const { cluster: it } = await cluster({ lacks: ['patch pods/ephemeralcontainers', 'create pods/exec'] });
    expect(await it.preflight(OPTIONS)).toEqual({
      kind: 'refused',
      sentence:
        "Keyhole's account may not patch pods/ephemeralcontainers and create pods/exec in the namespace shop of test: have a role grant it these.",
    });
  });

  test('what a session can do without is a warning, and in entrypoint mode its log is not', async () => {
    const { cluster: it } = await cluster({ lacks: ['create events', 'watch pods', 'get pods/log'] });
    expect(await it.preflight(OPTIONS)).toEqual({
      kind: 'ok',
      warnings: [
        "Keyhole's account may not watch pods in the namespace shop, so the pod is read in short intervals instead.",
        "Keyhole's account may not get pods/log in the namespace shop, so the container's log cannot be read.",
        "Keyhole's account may not create events in the namespace shop, so the session leaves no Event on the pod.",
      ],
    });
    expect(await it.preflight({ ...OPTIONS, mode: 'entrypoint' })).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('may not get pods/log in'),
    });
  });

  test('where pods may not be watched they are read, in either mode', async () => {
    const { cluster: it } = await cluster({ lacks: ['watch pods'] });
    for (const mode of ['exec', 'entrypoint'] as const) {
      expect(await it.preflight({ ...OPTIONS, mode })).toEqual({
        kind: 'ok',
        warnings: [
          "Keyhole's account may not watch pods in the namespace shop, so the pod is read in short intervals instead.",
        ],
      });
    }
  });

  test('reviews that may not be asked are a warning', async () => {
    const { cluster: it } = await cluster({ review: { status: 403, body: '' } });
    expect(await it.preflight(OPTIONS)).toEqual({
      kind: 'ok',
      warnings: ["Whether Keyhole's account has the rights that it needs could not be asked."],
    });
  });

  test('what admission makes of the container is a warning that names the fields, and no value', async () => {
    const admitting = (change: object) => (body: string) => {
      const { spec } = JSON.parse(body) as { spec: { ephemeralContainers: object[] } };
      const admitted = spec.ephemeralContainers.map((each) => ({ ...each, resources: {}, ...change }));
      return { status: 200, body: { ...POD, spec: { ...POD.spec, ephemeralContainers: admitted } } };
    };
    const env = [...(OPTIONS.container.env ?? []), { name: 'TOKEN', value: 'hidden' }];
    const securityContext = { privileged: true };
    const { cluster: it } = await cluster({ patch: admitting({ env, securityContext }) });
    expect(await it.preflight(OPTIONS)).toEqual({
      kind: 'ok',
      warnings: [
        'The cluster changes the debug container as it is added, by an admission webhook or policy: it will differ from what is shown here in env and securityContext.privileged.',
      ],
    });
    const { cluster: plain } = await cluster({ patch: admitting({}) });
    expect(await plain.preflight(OPTIONS)).toEqual({ kind: 'ok', warnings: [] });
  });

  test('what the dry run meets is refused with its sentence', async () => {
    const { response } = exchange('admission-policy', 'denied by the policy');
    const { cluster: it } = await cluster({
      patch: () => ({ status: response.status, body: response.body }),
    });
    expect(await it.preflight(OPTIONS)).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('only debug-* containers'),
    });
  });

  test('a pod that is not fit costs no further call', async () => {
    const { cluster: it, server } = await cluster({ pod: { status: 200, body: recordedPod('done') } });
    expect(await it.preflight(OPTIONS)).toMatchObject({ kind: 'refused' });
    expect(server.requests).toHaveLength(1);
  });

  test('a pod that is gone', async () => {
    const { response } = exchange('exec-protocol', 'no such pod');
    const { cluster: it } = await cluster({ pod: { status: response.status, body: response.body } });
    expect(await it.preflight(OPTIONS)).toEqual({
      kind: 'refused',
      sentence: 'The pod happy is not there any more: ask again for one that is.',
    });
  });
});

describe('preflight as another user', () => {
  const JANE = { user: 'jane@example.com', groups: ['sre'] };

  test('asks with Keyhole’s account what that user may, and what Keyhole does itself it asks of its own', async () => {
    const { cluster: it, server } = await cluster({});
    expect(await it.as(JANE).preflight(OPTIONS)).toEqual({ kind: 'ok', warnings: [] });
    const asked = server.requests.filter(({ method }) => method === 'POST');
    const others = asked.filter(({ path }) => path.endsWith('/subjectaccessreviews'));
    const own = asked.filter(({ path }) => path.endsWith('/selfsubjectaccessreviews'));
    expect(others.map(reviewOf).map(rightOf).sort()).toEqual(
      FOR_EXEC.filter((each) => each !== 'create events' && each !== 'get pods/log'),
    );
    for (const { spec } of others.map(reviewOf)) {
      expect(spec).toMatchObject({ user: 'jane@example.com', groups: ['sre', 'system:authenticated'] });
    }
    expect(own.map(reviewOf).map(rightOf).sort()).toEqual(
      FOR_EXEC.filter((each) => each !== 'patch pods/ephemeralcontainers' && each !== 'watch pods'),
    );
    for (const { headers } of asked) expect(headers['impersonate-user']).toBeUndefined();
    const [read, ...patches] = server.requests.filter(({ method }) => method !== 'POST');
    for (const { headers } of [read, ...patches].flatMap((each) => each ?? [])) {
      expect(headers['impersonate-user']).toBe('jane@example.com');
    }
  });

  test('names that user where a right is missing', async () => {
    const { cluster: it } = await cluster({ lacks: ['create pods/exec'] });
    expect(await it.as(JANE).preflight(OPTIONS)).toMatchObject({
      sentence:
        'The account jane@example.com may not create pods/exec in the namespace shop of test: have a role grant it that.',
    });
  });
});

describe('what Keyhole’s own account lacks while a session acts as another user', () => {
  const JANE = { user: 'jane@example.com', groups: ['sre'] };
  const lacking = async (mode: PreflightOptions['mode']) => {
    const { cluster: it } = await given({
      answer: (request) => {
        if (request.method !== 'POST') return ok;
        const allowed = reviewOf(request).spec.user !== undefined;
        return { status: 201, body: { spec: {}, status: { allowed } } };
      },
    });
    return it.as(JANE).preflight({ ...OPTIONS, mode });
  };
  const IN_SHOP = 'in the namespace shop, so';

  test('is a warning of what becomes of it, in exec mode of the release too', async () => {
    expect(await lacking('exec')).toEqual({
      kind: 'ok',
      warnings: [
        `Keyhole's account may not get pods/log ${IN_SHOP} the container's log cannot be read.`,
        `Keyhole's account may not create events ${IN_SHOP} the session leaves no Event on the pod.`,
        `Keyhole's account may not get pods ${IN_SHOP} how the container stands cannot be told after the session.`,
        `Keyhole's account may not get pods/exec and create pods/exec ${IN_SHOP} the debug container goes on until its time limit.`,
      ],
    });
  });

  test('is no release in entrypoint mode', async () => {
    expect(await lacking('entrypoint')).toEqual({
      kind: 'ok',
      warnings: [
        `Keyhole's account may not create events ${IN_SHOP} the session leaves no Event on the pod.`,
        `Keyhole's account may not get pods ${IN_SHOP} how the container stands cannot be told after the session.`,
        `Keyhole's account may not get pods/log ${IN_SHOP} the container's log cannot be read.`,
      ],
    });
  });
});

describe('preflight where Pod Security refuses', () => {
  const refusal = (own: string): ScriptedReply => {
    const { response } = exchange('pod-security', 'no securityContext');
    const body = JSON.parse(JSON.stringify(response.body).replaceAll('plain', own)) as object;
    return { status: response.status, body };
  };
  const alternatives = (['general', 'netadmin', 'restricted'] as const).map((profile) => ({
    profile,
    container: container(profile),
  }));

  test('tries the other profiles in their order and names the first that passes', async () => {
    const { cluster: it, server } = await cluster({
      patch: (body) => (body.includes('runAsNonRoot') ? ok : refusal(OPTIONS.container.name)),
    });
    expect(await it.preflight({ ...OPTIONS, alternatives })).toEqual({
      kind: 'refused',
      passes: 'restricted',
      sentence: expect.stringMatching(
        /which this container breaks \(.*\): ask again with the profile restricted\.$/,
      ),
    });
    const patches = server.requests.filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ path }) => path.includes('dryRun=All'))).toEqual([true, true, true, true]);
  });

  test('says so where none passes', async () => {
    const { cluster: it } = await cluster({ patch: () => refusal(OPTIONS.container.name) });
    expect(await it.preflight({ ...OPTIONS, alternatives: alternatives.slice(0, 2) })).toEqual({
      kind: 'refused',
      sentence: expect.stringMatching(
        /, as it would under general, netadmin: ask whoever keeps the policy for a profile that passes, such as restricted\.$/,
      ),
    });
  });

  test('tries none where an older container is in the way', async () => {
    const { cluster: it, server } = await cluster({ patch: () => refusal('keyhole-older') });
    expect(await it.preflight({ ...OPTIONS, alternatives })).toEqual({
      kind: 'refused',
      sentence:
        'The namespace shop enforces the Pod Security Standard "restricted", and the pod\'s container keyhole-older breaks it already, so that only replacing the pod helps: have it replaced, then ask again with the profile restricted.',
    });
    expect(server.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  test('never tries more than a few', async () => {
    const many = Array.from({ length: 50 }, (_, n) => ({
      profile: `p${n}`,
      container: container('general'),
    }));
    const { cluster: it, server } = await cluster({ patch: () => refusal(OPTIONS.container.name) });
    await it.preflight({ ...OPTIONS, alternatives: many });
    expect(server.requests.filter(({ method }) => method === 'PATCH').length).toBeLessThanOrEqual(7);
  });
});
