import { REFUSED, type Tries } from './tries.ts';

export const DENY_LIST: Tries = {
  rules: { allow: [], review: ['reboot *', 'kubectl delete *'], refuse: REFUSED, otherwise: 'allow' },
  refused: [
    ['/bin/rm x', 'a path'],
    ['echo x | xargs rm', 'a wrapper'],
    ['sh -c "rm x"', 'a script'],
    ['sh -c -- "rm x"', 'a script after what looks like one'],
  ],
  held: [
    ['$X y', 'a program by a variable'],
    ['/tmp/x', 'a program of one’s own'],
    ['./x', 'a program of one’s own'],
    ['sh /tmp/x', 'a script of one’s own'],
    ['echo rm x | sh', 'a script that is fed'],
    ['echo rm x > /tmp/x', 'a script that is written'],
    ['timeout 5 -- x', 'a program that looks like an option'],
    ['sh -c $X', 'a script by a variable'],
    ['cp /bin/rm /bin/x', 'a refused program by another name'],
    ['ln -s /bin/rm /bin/x', 'a refused program by another name'],
    ['mv /bin/rm /bin/x', 'a refused program by another name'],
    ['python3 -c x', 'code'],
    ['find / -delete', 'what a refused program does'],
    ['A=1 ls', 'a variable'],
    ['alias ls=x; ls', 'a name that means another'],
    ['x() { ls; }', 'a function'],
    ['reboot', 'what is to be reviewed'],
    ['/sbin/reboot now', 'what is to be reviewed, by a path'],
    ['nice reboot', 'what is to be reviewed, in a wrapper'],
    ['kubectl $X', 'what may be to be reviewed'],
    ['рm x', 'a Cyrillic letter'],
    ['sudo x', 'a wrapper that is not read'],
    ['if ls;', 'syntax that does not end'],
  ],
};

export const NOTHING_ELSE: Tries = {
  rules: { allow: ['ps *', 'env *'], review: ['tail *'], refuse: [], otherwise: 'refuse' },
  refused: [
    ['ls', 'what nobody listed'],
    ['ps; ls', 'what nobody listed'],
    ['$X', 'what cannot be told'],
    ['ps > x', 'a file that is written'],
    ['A=1 ps', 'a variable'],
    ['env A=1 ps', 'a variable'],
    ['tail x | tee y', 'what nobody listed'],
    ['ps )', 'syntax that is wrong'],
    ['# ps', 'nothing at all'],
    ['/bin/tail x', 'a path'],
    ['tail x; $Y', 'what cannot be told'],
  ],
  held: [['tail -n 5 x', 'what is to be reviewed']],
};
