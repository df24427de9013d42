/** The times of a log's entries: the cluster's clock with made-up nanoseconds, never the same twice and never back. */
export class LogClock {
  private readonly now: () => Date;
  private last = 0n;
  private second = '';
  private secondOf = -1n;

  constructor(now: () => Date) {
    this.now = now;
  }

  /** Such as 2026-11-22T07:47:28.816220562Z, always with nine digits. */
  stamp(): string {
    const coarse = BigInt(this.now().getTime()) * 1_000_000n;
    const fine = coarse + (process.hrtime.bigint() % 1_000_000n);
    this.last = fine > this.last ? fine : this.last + 1n;
    const seconds = this.last / 1_000_000_000n;
    if (seconds !== this.secondOf) {
      this.secondOf = seconds;
      this.second = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
    }
    return `${this.second}.${String(this.last % 1_000_000_000n).padStart(9, '0')}Z`;
  }
}
