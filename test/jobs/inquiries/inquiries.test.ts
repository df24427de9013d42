import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { answerInquiry } from '../../../src/jobs/inquiries/answer-inquiry.ts';
import { expireInquiry } from '../../../src/jobs/inquiries/expire-inquiry.ts';
import type { Cluster } from '../../../src/kubernetes/cluster.ts';
import { type Inquiries, openInquiries } from '../../../src/requests/inquiries.ts';
import type { Inquiry } from '../../../src/requests/inquiry.ts';
import { ALICE, ASKED, ID, REPORT, RUNNING, testPlan } from '../../helpers/request.ts';
import { type ScriptedCluster, scriptedCluster } from '../../helpers/scripted-cluster.ts';
import { type JobWorld, jobWorld } from '../job-world.ts';

const INQUIRY: Inquiry = {
  id: 'asked1',
  about: 'status',
  requestId: ID,
  cluster: 'sandbox',
  by: ALICE,
  askedAt: 1_000,
};

let world: JobWorld;
let cluster: ScriptedCluster;
let inquiries: Inquiries;
let told: string[];

beforeEach(async () => {
  world = jobWorld();
  cluster = scriptedCluster();
  inquiries = openInquiries({ redis: world.redis, prefix: world.prefix });
  told = [];
  await world.bring(...RUNNING);
});

afterEach(() => world.stop());

const tell = async ({ id }: Inquiry) => void told.push(id);
const answer = (signal = new AbortController().signal) =>
  answerInquiry({ requests: world.requests, inquiries, cluster, tell })(INQUIRY.id, signal);
const expire = () => expireInquiry({ inquiries, tell })(INQUIRY.id, new AbortController().signal);
const answered = async () => (await inquiries.read(INQUIRY.id))?.answer;

const { namespace, pod, container } = testPlan();
const WHERE = { namespace, pod, container: container.name, signal: expect.any(AbortSignal) };

describe('an inquiry', () => {
  test('about the status is answered with how the container stands, and told', async () => {
    await inquiries.write(INQUIRY);
    await answer();
    expect(cluster.report.mock.calls).toEqual([[WHERE]]);
    expect([await answered(), told]).toEqual([{ kind: 'status', report: REPORT }, [INQUIRY.id]]);
  });

  test('about the log is answered with its end', async () => {
    await inquiries.write({ ...INQUIRY, about: 'logs' });
    cluster.readLog.mockResolvedValue({ kind: 'log', text: Buffer.from('one\ntwo\n'), cut: true });
    await answer();
    expect(cluster.readLog.mock.calls).toEqual([[{ ...WHERE, lines: 2_000, bytes: 1_000_000 }]]);
    expect(await answered()).toEqual({
      kind: 'logs',
      output: [{ stream: 'out', text: 'one\ntwo\n' }],
      cut: true,
    });
  });

  test('about a log that is empty has no output', async () => {
    await inquiries.write({ ...INQUIRY, about: 'logs' });
    await answer();
    expect(await answered()).toEqual({ kind: 'logs', output: [], cut: false });
  });

  test.each<[Inquiry['about'], Partial<Cluster>]>([
    ['status', { report: async () => ({ kind: 'gone', sentence: 'It is gone.' }) }],
    ['status', { report: async () => ({ kind: 'failed', sentence: 'It is gone.' }) }],
    ['logs', { readLog: async () => ({ kind: 'failed', sentence: 'It is gone.' }) }],
    // A log is found by names alone: in a pod that came instead, that may be one of the app's own containers.
    ['logs', { report: async () => ({ kind: 'gone', sentence: 'It is gone.' }) }],
    ['logs', { report: async () => ({ kind: 'failed', sentence: 'It is gone.' }) }],
  ])('about the %s that cannot be had says why', async (about, script) => {
    cluster = scriptedCluster(script);
    await inquiries.write({ ...INQUIRY, about });
    await answer();
    expect([await answered(), told]).toEqual([{ kind: 'failed', sentence: 'It is gone.' }, [INQUIRY.id]]);
  });

  test('that the cluster takes too long for says so', async () => {
    const late = new AbortController();
    const deadline = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal);
    cluster.report.mockImplementation(async ({ signal }) => {
      late.abort();
      return { kind: 'failed', sentence: `It was cancelled: ${signal?.aborted}.` };
    });
    await inquiries.write(INQUIRY);
    await answer();
    expect(await answered()).toEqual({
      kind: 'failed',
      sentence: 'The cluster sandbox did not answer within 15 s: try again in a moment.',
    });
    expect(deadline.mock.calls).toEqual([[15_000]]);
    deadline.mockRestore();
  });

  test('about a request without a container says so', async () => {
    await world.requests.change('bare', ASKED);
    await inquiries.write({ ...INQUIRY, requestId: 'bare' });
    await answer();
    expect(await answered()).toMatchObject({
      kind: 'failed',
      sentence: expect.stringMatching(/no container/),
    });
    expect(cluster.report).not.toHaveBeenCalled();
  });

  test('that is gone, or was answered, asks the cluster nothing; an answer is told again, as that may be missing', async () => {
    await answer();
    expect(told).toEqual([]);
    await inquiries.write(INQUIRY);
    await inquiries.answer(INQUIRY.id, { kind: 'failed', sentence: 'Late.' });
    await answer();
    expect(cluster.report).not.toHaveBeenCalled();
    expect(told).toEqual([INQUIRY.id]);
  });

  test('that a stopping worker has is left to another', async () => {
    const stop = new AbortController();
    cluster.report.mockImplementation(async () => {
      stop.abort();
      return { kind: 'failed', sentence: 'The call was ended.' };
    });
    await inquiries.write(INQUIRY);
    await expect(answer(stop.signal)).rejects.toMatchObject({ code: 'stopping' });
    expect([await answered(), told]).toEqual([undefined, []]);
  });
});

describe('an inquiry whose time is up', () => {
  test('is answered with that no worker did', async () => {
    await inquiries.write(INQUIRY);
    await expire();
    expect(await answered()).toEqual({
      kind: 'failed',
      sentence:
        'No worker for the cluster sandbox answered in time: check that the worker runs, then ask again.',
    });
    expect(told).toEqual([INQUIRY.id]);
    // The worker that comes back later has nothing to ask any more.
    await answer();
    expect(cluster.report).not.toHaveBeenCalled();
  });

  test('keeps the answer that it has', async () => {
    await inquiries.write(INQUIRY);
    await answer();
    await expire();
    expect(await answered()).toEqual({ kind: 'status', report: REPORT });
  });

  test('and that is gone is left alone', async () => {
    await expire();
    expect(told).toEqual([]);
    expect(await inquiries.read(INQUIRY.id)).toBeUndefined();
  });
});
