import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { WireClient } from '../client.ts';
import type { ExecAnswer } from '../client.ts';
import type { Exchange } from '../recordings.ts';
import { bodyEssence, podSpecEssence } from './essence.ts';
import type { Essence } from './essence.ts';
import { execEssence } from './exec-essence.ts';
import { linesEssence, watchEssence } from './stream-essence.ts';

/** How long a read waits for the kubelet to get where it was in the recording, in milliseconds. */
const patienceMs = 8000;

/** How long a watch goes on that showed nothing in the recording, in milliseconds. */
const silenceMs = 300;

export const same = (one: Essence, other: Essence): boolean => isDeepStrictEqual(one, other);

/** As it is in JSON: what is undefined is left out. */
const asJson = (essence: Essence): Essence => JSON.parse(JSON.stringify(essence)) as Essence;

/** What an answer is compared by; of a pod that was just patched only its spec, as its status is a moment's. */
export function answerEssence(one: Exchange, { status, body }: { status: number; body?: unknown }): Essence {
  const patchedPod = one.request.method !== 'GET' && (body as { kind?: string } | null)?.kind === 'Pod';
  return asJson({ status, body: patchedPod ? podSpecEssence(body) : bodyEssence(body) });
}

export function recordedEssence({ request, response }: Exchange): Essence {
  if (response.stream !== undefined) return streamEssence(response.stream);
  if (response.frames === undefined) return answerEssence({ request, response }, response);
  const { protocol = '', closeCode = 0, frames, bytesByChannel = {} } = response;
  return asJson(execEssence({ protocol, closeCode, frames, bytesByChannel }));
}

function streamEssence(stream: { object?: unknown; line?: string }[]): Essence {
  const lines = stream.flatMap(({ line }) => (line === undefined ? [] : [line]));
  return asJson(lines.length > 0 ? linesEssence(lines) : watchEssence(stream.map(({ object }) => object)));
}

/** An exec's answer, let in or refused. */
export function execAnswerEssence(one: Exchange, answer: ExecAnswer): Essence {
  if (answer.kind === 'refused') return answerEssence(one, answer);
  const bytesByChannel: Record<string, number> = {};
  for (const { channel, data } of answer.frames) {
    bytesByChannel[channel] = (bytesByChannel[channel] ?? 0) + data.length;
  }
  const frames = answer.frames.map(({ channel, data }) => ({ channel, data: data.toString('utf8') }));
  return asJson(execEssence({ ...answer, frames, bytesByChannel }));
}

/** Reads a stream until it has shown what the recorded one did; `part` is what is compared of it. */
export async function streamed(
  client: WireClient,
  one: Exchange,
  recorded: Essence,
  part: (essence: Essence) => Essence,
): Promise<Essence> {
  const isLog = one.request.path.includes('/log?');
  const wanted = one.response.stream?.length ?? 0;
  const essence = (lines: string[]): Essence =>
    part(streamEssence(lines.map((line) => (isLog ? { line } : { object: JSON.parse(line) as unknown }))));
  const lines = await client.lines(
    one.request.path,
    (lines) => (isLog ? lines.length >= wanted : same(essence(lines), recorded)),
    { withinMs: wanted === 0 ? silenceMs : patienceMs },
  );
  return essence(lines);
}

/** Asks until the answer is as recorded, or final, or patience is over; gives the last answer. */
export async function untilSame(
  ask: () => Promise<Essence>,
  recorded: Essence,
  isFinal: () => boolean = () => false,
): Promise<Essence> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (same(answer, recorded) || isFinal() || Date.now() > deadline) return answer;
    await setTimeout(30);
  }
}
