import type { Asked } from '../failures/asked.ts';
import type { PodSearch, SearchOptions } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { failureSentence } from '../failures/failures.ts';
import { nothingFound } from './nothing-found.ts';
import { candidate, choosePod } from './pod-choice.ts';
import { listPods } from './pod-list.ts';
import { quote, quoteAtEnd } from '../failures/quote.ts';

/** Finds, of the pods that a label selector fits, the one that most needs a look. The namespace's name is not checked here. */
export async function findPodBySelector(
  connection: Connection,
  labelSelector: string,
  { namespace, isShown, signal }: SearchOptions,
): Promise<PodSearch> {
  const { cluster } = connection;
  const told = `\`${quote(labelSelector)}\``;
  // The API server would take it for every pod of the namespace.
  if (labelSelector.trim() === '')
    return failed('A label selector must not be empty: write it like `app=api`.');
  const listed = await listPods(connection, { namespace, labelSelector, keep: candidate, signal });
  if (listed.kind === 'failed') {
    const { failure } = listed;
    // recordings/kubernetes/read-pods.json, "malformed selector".
    if (failure.kind === 'answered' && failure.status === 400) {
      return failed(
        `${told} is not a label selector (${quoteAtEnd(failure.message)}): write it like \`app=api,tier!=web\`.`,
      );
    }
    const asked: Asked = { cluster, namespace, verb: 'list', resource: 'pods' };
    return failed(failureSentence(failure, asked));
  }
  const shown = listed.value.filter(({ pod }) => isShown?.(pod) ?? true);
  const chosen = choosePod(shown, `with the labels ${told}`);
  if (chosen) return { kind: 'found', ...chosen };
  const { namespaceExists } = await nothingFound(connection, namespace, [], listed.value.length > 0, signal);
  return failed(
    namespaceExists === false
      ? `There is no namespace ${namespace} in the cluster ${cluster}: name another with -n.`
      : `No pod${isShown ? ' that the policy lets you debug' : ''} in the namespace ${namespace} of ${cluster} has the labels ${told}: look at \`kubectl get pods --show-labels\`, or name the namespace with -n.`,
  );
}

function failed(sentence: string): PodSearch {
  return { kind: 'failed', sentence };
}
