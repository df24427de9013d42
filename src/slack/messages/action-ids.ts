/**
 * The buttons of Keyhole's messages. A value is the request's id, for `choose` followed by a blank and the choice's index, of a
 * run followed by a blank and the run's index, of an extension by a blank, an x and the extension's index.
 */
export const ACTION = {
  approve: 'keyhole-approve',
  deny: 'keyhole-deny',
  cancel: 'keyhole-cancel',
  end: 'keyhole-end',
  again: 'keyhole-again',
  acknowledge: 'keyhole-acknowledge',
  runAgain: 'keyhole-run-again',
  stopRun: 'keyhole-stop-run',
  extend: 'keyhole-extend',
  /** One of several; a number follows, as action ids in one block must differ. */
  choose: 'keyhole-choose-',
} as const;
