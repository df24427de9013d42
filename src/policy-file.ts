import { type Policy, policyFrom } from './domain/policy/policy.ts';
import { type FileText, type Invalid, readFileText, readYaml, type Unreadable } from './yaml-text.ts';

export type PolicyTextReading = { readonly kind: 'policy'; readonly policy: Policy } | Invalid;

export type PolicyFileReading = PolicyTextReading | Unreadable;

export type PolicyText = FileText;

/** Reads and checks the policy file. Whatever is wrong with it comes back as problems, all of them at once. */
export async function readPolicyFile(path: string): Promise<PolicyFileReading> {
  const read = await readPolicyText(path);
  return read.kind === 'text' ? policyFromText(read.text, path) : read;
}

/** Reads the policy file without a look at what it says. */
export function readPolicyText(path: string): Promise<PolicyText> {
  return readFileText(path, 'the policy file');
}

/** Reads a policy from YAML text; `name` stands before each problem's line and column. */
export function policyFromText(text: string, name: string): PolicyTextReading {
  const reading = readYaml(text, name, {
    noun: ['a policy', 'the policy'],
    check: (content) => {
      const read = policyFrom(content);
      return read.kind === 'policy' ? { kind: 'fine', value: read.policy } : read;
    },
  });
  return reading.kind === 'fine' ? { kind: 'policy', policy: reading.value } : reading;
}
