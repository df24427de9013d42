import type { Tool } from '../shell/program.ts';
import { list } from './list.ts';
import { echo, printf, yes } from './output.ts';
import { ps, top } from './ps.ts';
import { kill, pgrep, pidof } from './signal-tools.ts';
import { env, fail, nohup, sleep, succeed, timeout } from './run-tools.ts';
import { head, tail } from './ends.ts';
import { netcheck } from './netcheck.ts';
import { cat, dd, tee } from './streaming.ts';
import {
  df,
  dmesg,
  free,
  hostname,
  id,
  mount,
  netstat,
  nproc,
  ss,
  tty,
  uname,
  uptime,
  whoami,
} from './system-tools.ts';
import { tr } from './translate.ts';

/** Tools that are the sandbox's own: those that stream, and those that just-bash lacks or cannot know. */
export const tools = new Map<string, Tool>(
  Object.entries({
    cat,
    dd,
    head,
    tail,
    tee,
    tr,
    echo,
    printf,
    yes,
    ls: list,
    ps,
    top,
    kill,
    pgrep,
    pkill: pgrep,
    killall: pgrep,
    pidof,
    sleep,
    timeout,
    nohup,
    env,
    true: succeed,
    false: fail,
    df,
    dmesg,
    free,
    hostname,
    id,
    mount,
    netcheck,
    netstat,
    nproc,
    ss,
    tty,
    uname,
    uptime,
    whoami,
  }),
);
