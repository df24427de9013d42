import { bodyEssence, faceless } from './essence.ts';
import type { Essence } from './essence.ts';

interface ExecRecord {
  protocol: string;
  closeCode: number;
  frames: { channel: number; data: string }[];
  bytesByChannel: Record<string, number>;
}

/** How much text of a channel the recordings keep. */
const keptBytes = 4096;

/**
 * An exec that was let in: what the first and the last frame are, and all of each channel's text. How a channel's
 * bytes are cut into frames, and which of stdout and stderr is first, is a matter of time.
 */
export function execEssence({ protocol, closeCode, frames, bytesByChannel }: ExecRecord): Essence {
  const [first] = frames;
  const channels = [...new Set(frames.map(({ channel }) => channel))].toSorted((a, b) => a - b);
  return {
    protocol,
    closeCode,
    first: first === undefined ? undefined : [first.channel, first.data],
    last: frames.at(-1)?.channel,
    channels: channels.map((channel) => {
      const bytes = bytesByChannel[channel] ?? 0;
      if (bytes > keptBytes) return [channel, `${bytes} bytes`];
      const text = frames
        .filter((frame) => frame.channel === channel)
        .map(({ data }) => data)
        .join('');
      return [channel, channel === 3 ? bodyEssence(JSON.parse(text)) : faceless(text)];
    }),
  };
}
