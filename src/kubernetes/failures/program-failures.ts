import { quoteAtEnd } from './quote.ts';

/** Texts of runc and crun for a program that they could not start (recordings/kubernetes/exec-protocol.json, image-and-start-failures.json). */
const NO_SUCH_PROGRAM = /executable file `?[^`]{0,300}`? ?not found|no such file or directory/i;
const NOT_ALLOWED = /permission denied/i;
const WRONG_FORMAT = /exec format error/i;

/** Whether a runtime's text says that the program itself cannot be run, whatever is tried. */
export function saysNoProgram(message: string): boolean {
  return [NO_SUCH_PROGRAM, NOT_ALLOWED, WRONG_FORMAT].some((pattern) => pattern.test(message));
}

/** Why a program could not be started, and what to do; `image` is how the sentence names the image. */
export function programSentence(message: string, program: string, image: string): string {
  const quoted = `\`${quoteAtEnd(program)}\``;
  if (NOT_ALLOWED.test(message)) {
    return `${upper(image)} has ${quoted}, but it may not be run: use another program, or another image.`;
  }
  if (WRONG_FORMAT.test(message)) {
    return `${quoted} in ${image} is not made for this node's processor: use an image that is.`;
  }
  if (NO_SUCH_PROGRAM.test(message)) {
    return `There is no ${quoted} in ${image}: use another program, or an image that has it.`;
  }
  return `${quoted} could not be started: ${quoteAtEnd(message)}. Use another program, or another image.`;
}

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
