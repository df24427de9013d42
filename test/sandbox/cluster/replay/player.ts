import type { AdmissionPolicy } from '../../../../src/sandbox/cluster/api/admission-policy.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient } from '../client.ts';
import type { ExecAnswer } from '../client.ts';
import { answerEssence, execAnswerEssence, recordedEssence, streamed, untilSame } from './answers.ts';
import { cuesOf, keyOf, recordedUids } from './cues.ts';
import type { Cue } from './cues.ts';
import type { Essence } from './essence.ts';
import { before, during } from './hooks.ts';
import { senderOf, stages } from './scenes.ts';
import { unlike } from './unlike.ts';

/** One exchange as it was recorded and as the sandbox answered it now. */
export interface Played {
  key: string;
  recorded: Essence;
  replayed: Essence;
}

/** Plays every recording against a cluster in the recorded world; `policies` are those that its API server heeds. */
export async function play(cluster: SandboxCluster, policies: AdmissionPolicy[]): Promise<Played[]> {
  const player = new Player(cluster, policies);
  const played: Played[] = [];
  for (const scenes of stages) {
    const parts = await Promise.all(scenes.map((recordings) => player.scene(recordings)));
    played.push(...parts.flat());
  }
  return played;
}

class Player {
  private readonly cluster: SandboxCluster;
  private readonly policies: AdmissionPolicy[];
  private readonly uids = recordedUids(stages.flat(2));

  constructor(cluster: SandboxCluster, policies: AdmissionPolicy[]) {
    this.cluster = cluster;
    this.policies = policies;
  }

  /** Plays recordings one after the other; streams go on beside the exchanges that follow them. */
  async scene(recordings: string[]): Promise<Played[]> {
    const played: Promise<Played>[] = [];
    for (const name of recordings) {
      for (const cue of cuesOf(name)) {
        await before[keyOf(cue)]?.(this.cluster, this.policies);
        const playing = this.playOne(cue);
        played.push(playing);
        if (cue.one.response.stream === undefined) await playing;
      }
      await Promise.all(played);
    }
    return Promise.all(played);
  }

  private async playOne(cue: Cue): Promise<Played> {
    const key = keyOf(cue);
    const part = unlike[key]?.part ?? ((essence: Essence): Essence => essence);
    const recorded = part(recordedEssence(cue.one));
    return { key, recorded, replayed: await this.answer(cue, recorded, part) };
  }

  private answer(cue: Cue, recorded: Essence, part: (essence: Essence) => Essence): Promise<Essence> {
    const { one } = cue;
    const { method, path, contentType, body } = one.request;
    const { user, headers = {} } = senderOf(cue.recording, cue.index);
    const client = new WireClient(this.cluster, user);
    if (method.includes('WebSocket')) return this.exec(client, cue, recorded);
    if (one.response.stream !== undefined) return streamed(client, one, recorded, part);
    const all = { ...headers, ...(contentType === undefined ? {} : { 'Content-Type': contentType }) };
    const own = body === undefined ? undefined : this.withOwnUids(body);
    const ask = async (): Promise<Essence> =>
      part(answerEssence(one, await client.request(method, path, own, all)));
    return method === 'GET' ? untilSame(ask, recorded) : ask();
  }

  /** Runs a command once it is let in; one that was refused ran nothing, so it is asked for again. */
  private exec(client: WireClient, cue: Cue, recorded: Essence): Promise<Essence> {
    const { path, subprotocols: protocols = ['v5.channel.k8s.io'], stdin } = cue.one.request;
    const send = stdin === undefined ? [] : [Buffer.from(`\0${stdin}`), Buffer.from([255, 0])];
    const wasLetIn = cue.one.response.status === 101;
    let last: ExecAnswer['kind'] = 'refused';
    const ask = async (): Promise<Essence> => {
      const onFrame = during[keyOf(cue)]?.(this.cluster);
      const answer = await client.exec(path, { protocols, send, ...(onFrame && { onFrame }) });
      last = answer.kind;
      return execAnswerEssence(cue.one, answer);
    };
    return untilSame(ask, recorded, () => wasLetIn && last === 'exec');
  }

  /** The uids of the recorded pods become those of the pods that have their names now. */
  private withOwnUids(body: unknown): unknown {
    if (typeof body === 'string') return body;
    const own = new Map(this.cluster.pods().map(({ namespace, name, uid }) => [`${namespace}/${name}`, uid]));
    let text = JSON.stringify(body);
    for (const [uid, pod] of this.uids) text = text.replaceAll(uid, own.get(pod) ?? uid);
    return JSON.parse(text);
  }
}
