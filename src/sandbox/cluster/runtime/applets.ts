const words = (list: string): string[] => list.trim().split(/\s+/);

/** Tools of the busybox and alpine images: those that the emulated shell can really run. */
export const busyboxApplets = words(`
  [ ash awk base64 basename cat chmod clear comm cp cut date dd df diff dirname dmesg du echo
  egrep env expand expr false fgrep find fold free grep gunzip gzip head hostname id kill killall
  ln ls md5sum mkdir mount mv netstat nl nohup nproc od paste pgrep pidof pkill printenv printf ps
  pwd readlink rev rm rmdir sed seq sh sha1sum sha256sum sleep sort split stat strings tac tail
  tar tee test timeout top touch tr tree true tty uname unexpand uniq uptime wc which whoami xargs
  yes zcat
`);

/** What the netshoot image has beyond busybox. */
export const extraTools = words('bash column file join jq rg ss yq');
